import { parentPort } from 'node:worker_threads';
import { nodeBlockingFiles } from '../../bytes/nodeBlockingFiles.ts';
import { type SegmentJob, SegmentReader } from './segmentJob.ts';

const port = parentPort!;
const reader = new SegmentReader(nodeBlockingFiles);

let turn = Promise.resolve();

port.on('message', (job: SegmentJob) => {
  turn = turn.then(() => run(job));
});

async function run(job: SegmentJob): Promise<void> {
  const result = await reader.run(job);
  port.postMessage(result, [...result.output.map(piece => piece.buffer as ArrayBuffer), ...result.spare]);
}
