/** Times the length of the work that is waited behind it. */
const rest = 3;

/**
 * Does `work` whenever the result is called, yet never twice at the same time: calls meanwhile are done once, behind it
 * and a pause in proportion to how long it took. So what takes seconds is not done all the time.
 */
export function paced(work: () => Promise<void>): () => void {
  let busy = false;
  let again = false;
  const run = async () => {
    busy = true;
    do {
      again = false;
      const begin = performance.now();
      await work();
      const pause = rest * (performance.now() - begin);
      await new Promise(resolve => setTimeout(resolve, pause));
    } while (again);
    busy = false;
  };
  return () => {
    again = true;
    if (!busy) void run();
  };
}
