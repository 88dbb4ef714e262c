import { parentPort } from 'node:worker_threads';
import { nodeBlockingFiles } from '../../bytes/nodeBlockingFiles.ts';
import { runSegmentJob, type SegmentJob } from './segmentJob.ts';

const port = parentPort!;

port.on('message', async (job: SegmentJob) => {
  const result = await runSegmentJob(nodeBlockingFiles, job);
  port.postMessage(
    result,
    result.output.map(piece => piece.buffer as ArrayBuffer),
  );
});
