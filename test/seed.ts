import fc from 'fast-check';

// Property tests try the same cases in every run, so that a failure is there again tomorrow; another seed tries others.
fc.configureGlobal({ seed: Number(process.env.WALSCOPE_FUZZ_SEED ?? 1) });
