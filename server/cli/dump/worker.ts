import { parentPort } from 'node:worker_threads';
import { nodeFiles } from '../../bytes/nodeFiles.ts';
import { runSegmentJob, type SegmentJob } from './segmentJob.ts';

const port = parentPort!;

port.on('message', async (job: SegmentJob) => {
  const result = await runSegmentJob(nodeFiles, job);
  port.postMessage(
    result,
    result.output.map(piece => piece.buffer as ArrayBuffer),
  );
});
