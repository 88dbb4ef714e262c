/** Calls `tell` at once, then for each subject at most once in `milliseconds`, and never leaves out the last call. */
export function throttled<T extends object>(
  milliseconds: number,
  tell: (subject: T) => void,
): (subject: T) => void {
  const waiting = new WeakMap<T, { again: boolean }>();
  return function call(subject: T): void {
    const wait = waiting.get(subject);
    if (wait) {
      wait.again = true;
      return;
    }
    const state = { again: false };
    waiting.set(subject, state);
    tell(subject);
    setTimeout(() => {
      waiting.delete(subject);
      if (state.again) call(subject);
    }, milliseconds);
  };
}
