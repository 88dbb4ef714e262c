import { MemoryFiles } from '../../server/bytes/memoryFiles.ts';
import { type LintFinding, lintFinding } from '../../server/cli/conf/finding.ts';
import { judgeFile } from '../../server/postgres/conf/judgeFile.ts';
import { loadConfiguration } from '../../server/postgres/conf/load.ts';
import type { Problem } from '../../server/postgres/conf/problem.ts';
import type { SettingValue } from '../../server/postgres/conf/values/check.ts';
import { formatG } from '../../server/postgres/conf/values/numberText.ts';
import { type Reading, readAsServer } from '../../server/postgres/conf/verdict.ts';
import type { Major } from '../../server/postgres/majors.ts';

/** A row of pg_file_settings, as a real server gave it. */
interface VerdictRow {
  readonly line: number;
  readonly name: string | null;
  readonly setting: string | null;
  readonly error: string | null;
  readonly detail?: string;
  readonly hint?: string;
  readonly file?: string;
  readonly only?: 'start' | 'view';
}

/** What a real server made of a configuration. */
export interface OracleCase {
  readonly id: string;
  readonly kind: string;
  readonly param?: string;
  readonly conf?: string;
  readonly conf_b64?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly server_ok: boolean;
  readonly stage: 'syntax' | 'names' | 'values' | 'ok';
  readonly verdict: readonly VerdictRow[];
  readonly value?: string;
  readonly log?: readonly string[];
}

const folder = '/cluster';

/** The machine of the recorded servers had no locales but C; which ones there are is not ours to know. */
const absentLocale = 'en_US.UTF-8';

/** Reads the case as a server of that major would. */
export async function readCase(oracle: OracleCase, major: Major): Promise<Reading> {
  const main = oracle.conf ?? Buffer.from(oracle.conf_b64!, 'base64');
  const files = new MemoryFiles([
    [`${folder}/postgresql.conf`, main],
    ...Object.entries(oracle.files ?? {}).map(([name, text]) => [`${folder}/${name}`, text] as const),
  ]);
  const configuration = await loadConfiguration(files, `${folder}/postgresql.conf`, { show: shown });
  return readAsServer(configuration, major);
}

function shown(path: string): string {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}

/**
 * Where we differ from the real server: errors with their lines, names, words; and the value it then has. What
 * depends on the machine may be a warning instead.
 */
export function differences(oracle: OracleCase, reading: Reading): string[] {
  const { major } = reading;
  const ours = reading.problems
    .filter(({ severity }) => severity === 'error')
    .map(problem => lintFinding(problem, reading.configuration, shown));
  const maybe = reading.problems
    .filter(({ dependsOn }) => dependsOn)
    .map(problem => lintFinding(problem, reading.configuration, shown));
  const visible = oracle.stage === 'syntax' ? firstOfEachFile(ours) : ours;
  const expected = oracle.verdict
    .filter(({ error, only, setting }) => error && only !== 'view' && setting !== absentLocale)
    .map(rowText);
  const found = [
    ...missing(expected, [...visible, ...maybe].map(problemText)).map(text => `not said: ${text}`),
    ...missing(visible.map(problemText), expected).map(text => `said in vain: ${text}`),
    ...missing(
      syntaxLog(oracle),
      ours.map(({ log }) => `LOG: ${log}`),
    ).map(text => `not logged: ${text}`),
  ];
  if (oracle.server_ok && ours.length && !found.length) found.push(`accepted is ${oracle.server_ok}`);
  const value = found.length ? undefined : valueDifference(oracle, reading, major);
  return value ? [...found, value] : found;
}

/** pg_file_settings stops at the first syntax error of a file; only the log has the others. */
function firstOfEachFile(problems: readonly LintFinding[]): LintFinding[] {
  const broken = new Set<string>();
  return problems.filter(({ file, code }) => {
    if (broken.has(file)) return false;
    if (code === 'syntax-error') broken.add(file);
    return true;
  });
}

function syntaxLog({ log = [] }: OracleCase): string[] {
  return log.filter(line => line.startsWith('LOG: syntax error in file'));
}

function rowText({ file = 'postgresql.conf', line, name, error, detail, hint }: VerdictRow): string {
  // A server calls the only line of a file 0 when it ends early; we never count from 0.
  return [`${file}:${Math.max(1, line)}`, name, error, detail, hint].join(' | ');
}

function problemText({ file, line, setting, message, detail, hint }: LintFinding): string {
  return [`${file}:${line}`, setting, message, detail, hint].join(' | ');
}

function missing(wanted: readonly string[], there: readonly string[]): string[] {
  const left = [...there];
  return wanted.filter(text => {
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Settings whose value the server rewrites for show, or in a hook. */
const rewritten =
  /^(?:unix_socket_permissions|log_file_mode|data_directory_mode|wal_buffers|DateStyle|client_encoding|cluster_name|application_name|TimeZone|log_timezone|.*(?:_file|_dir|_directory|_directories)|log_min_messages|seed|transaction_.*|wal_compression|log_min_error_statement|max_stack_depth|.*_buffers|autovacuum_work_mem)$/i;

function valueDifference(oracle: OracleCase, { effective }: Reading, major: Major): string | undefined {
  const { param, value } = oracle;
  if (value === undefined || !param || rewritten.test(param)) return undefined;
  const judged = [...effective.values()].find(
    ({ setting }) => setting!.name.toLowerCase() === param.toLowerCase(),
  );
  if (!judged) return undefined;
  const ours = valueText(judged.value!, major);
  const same = ours === value || judged.setting!.hidden?.[value] === ours || Number(ours) === Number(value);
  return same ? undefined : `value of ${param} is ${value}, not ${ours}`;
}

function valueText(value: SettingValue, major: Major): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? String(value) : formatG(value, major);
}

/** A start of a real server. */
export interface StartCase {
  readonly id: string;
  readonly family: string;
  readonly cluster?: string;
  readonly files: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  readonly outcome: 'refused' | 'runs' | 'runs-no-connections' | 'started-then-stopped';
  readonly messages: readonly string[];
}

/** Errors that we see in the files of a start. */
export async function judgeStartCase({ files }: StartCase, major: Major): Promise<Problem[]> {
  const memory = new MemoryFiles(
    Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text] as const),
  );
  const judgement = await judgeFile(memory, `${folder}/postgresql.conf`, { major, show: shown });
  return judgement.problems.filter(({ severity }) => severity === 'error');
}
