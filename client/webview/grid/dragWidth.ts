/** Follows the pointer from `event` on and tells the width that a thing of width `start` gets by it. */
export function dragWidth(
  event: PointerEvent,
  start: number,
  narrowest: number,
  tell: (width: number) => void,
  direction: 1 | -1 = 1,
): void {
  const handle = event.target as HTMLElement;
  const move = ({ clientX }: PointerEvent) =>
    tell(Math.max(narrowest, Math.round(start + direction * (clientX - event.clientX))));
  handle.setPointerCapture(event.pointerId);
  handle.addEventListener('pointermove', move);
  handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
    once: true,
  });
  event.preventDefault();
}
