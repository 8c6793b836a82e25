// A stretch of the film that is marked, to be made alone: from the timeline, by keys, or as the chosen shot.
import { playhead } from "./player";
import { duration, part, selectedShot, stretch, type Stretch } from "./store";

/** Seconds that it lasts at least. */
const SHORTEST = 0.5;

/** Marks a stretch within the film; it is what is made from now on. */
export function mark({ start, end }: Stretch): void {
  const length = duration.peek();
  const first = Math.min(Math.max(0, Math.min(start, end)), Math.max(0, length - SHORTEST));
  stretch.value = { start: first, end: Math.min(length, Math.max(first + SHORTEST, Math.max(start, end))) };
  if (part.peek() === "all") part.value = "part";
}

/** Moves one of its ends; where there is no stretch yet the other end is the film's. */
export function markEnd(end: keyof Stretch, second: number): void {
  const { start, end: last } = stretch.peek() ?? { start: 0, end: duration.peek() };
  if (end === "start") mark({ start: Math.min(second, duration.peek() - SHORTEST), end: Math.max(last, second + SHORTEST) });
  else mark({ start: Math.min(start, Math.max(0, second - SHORTEST)), end: second });
}

export const markStart = () => markEnd("start", playhead.peek());
export const markStop = () => markEnd("end", playhead.peek());

export function markShot(): void {
  const shot = selectedShot.peek();
  if (shot) mark(shot);
}

/** Marks all from the chosen shot to another. */
export function markUpTo(other: Stretch): void {
  const { start, end } = selectedShot.peek() ?? other;
  mark({ start: Math.min(start, other.start), end: Math.max(end, other.end) });
}

export function choosePart(next: typeof part.value): void {
  part.value = next;
  if (next === "all") stretch.value = null;
  if (next === "part" && !stretch.peek()) markShot();
}

/** What of it lies in a film that may have become shorter. */
export function stretchNow(): Stretch | null {
  const { start, end } = stretch.value ?? { start: 0, end: 0 };
  const last = Math.min(end, duration.value);
  return last - start >= SHORTEST / 2 ? { start, end: last } : null;
}
