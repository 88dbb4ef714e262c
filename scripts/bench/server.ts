import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import {
  type ArchiveState,
  archiveClose,
  archiveOpen,
  archivePicture,
  archiveState,
} from '../../server/protocol/archive.ts';
import {
  type SegmentState,
  segmentClose,
  segmentOpen,
  segmentRows,
  segmentState,
  segmentStatistics,
} from '../../server/protocol/segment.ts';
import { inProject } from '../lib/project.mjs';

/** A language server process that is asked about segments. */
export async function startServer() {
  const process_ = spawn(process.execPath, [inProject('dist/server.cjs'), '--stdio']);
  const connection = createMessageConnection(
    new StreamMessageReader(process_.stdout),
    new StreamMessageWriter(process_.stdin),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  await connection.sendNotification('initialized', {});

  const open = (file: string) =>
    connection.sendRequest<SegmentState>(segmentOpen.method, { uri: pathToFileURL(file).href });
  const close = ({ session }: SegmentState) => connection.sendRequest(segmentClose.method, { session });
  // notices of progress come at intervals: asking tells it sooner
  const readToEnd = async ({ session }: SegmentState) => {
    const ask = () => connection.sendRequest<SegmentState>(segmentState.method, { session });
    while (!(await ask()).done) await new Promise(resolve => setTimeout(resolve, 1));
  };

  return {
    /** Milliseconds from the open request to the first 200 rows. */
    async firstRows(file: string): Promise<number> {
      const begin = performance.now();
      const opened = await open(file);
      const { session } = opened;
      await connection.sendRequest(segmentRows.method, { session, view: 0, start: 0, count: 200 });
      const taken = performance.now() - begin;
      await close(opened);
      return taken;
    },
    /** Milliseconds from the open request until the whole segment is indexed and its statistics are here. */
    async indexAndStatistics(file: string): Promise<number> {
      const begin = performance.now();
      const opened = await open(file);
      await readToEnd(opened);
      await connection.sendRequest(segmentStatistics.method, { session: opened.session });
      const taken = performance.now() - begin;
      await close(opened);
      return taken;
    },
    /** Milliseconds from the open request until the picture of a folder is here, and until nothing more is read for it. */
    async picture(folder: string): Promise<{ readonly picture: number; readonly all: number }> {
      const begin = performance.now();
      const { session } = await connection.sendRequest<ArchiveState>(archiveOpen.method, {
        uris: [pathToFileURL(folder).href],
      });
      await connection.sendRequest(archivePicture.method, { session, cluster: 0 });
      const picture = performance.now() - begin;
      const ask = () => connection.sendRequest<ArchiveState>(archiveState.method, { session });
      while (!['done', 'size', 'cancelled'].includes((await ask()).phase))
        await new Promise(resolve => setTimeout(resolve, 20));
      const all = performance.now() - begin;
      await connection.sendRequest(archiveClose.method, { session });
      return { picture, all };
    },
    /** MB of memory that the process holds, now and at its peak; undefined where the system does not tell. */
    memory(): { readonly now: number; readonly peak: number } | undefined {
      try {
        const status = readFileSync(`/proc/${process_.pid}/status`, 'utf8');
        const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
        return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
      } catch {
        return undefined;
      }
    },
    async stop(): Promise<void> {
      const ended = new Promise(resolve => process_.once('exit', resolve));
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await ended;
      connection.dispose();
    },
  };
}
