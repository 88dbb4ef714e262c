import { runProcess, runVerb } from '../runProcess.ts';
import { workerWord } from './pieces.ts';

// `walscope dump` and `walscope stats` as a bundle of their own, dump.cjs, which is also what their threads run: each
// loads only what it needs.
if (process.argv[2] === workerWord) void import('./worker.ts');
else
  void runProcess(async ([name, ...args], io) => {
    const { dump, stats } = await import('./dump.ts');
    return runVerb(name === 'stats' ? stats : dump, args, io);
  });
