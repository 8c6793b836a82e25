// The moments to which cuts snap: bars, where they are sure.
import { computed } from "@preact/signals";
import { nearest } from "../plan/shots";
import { hearing } from "../state/store";

export const grid = computed<readonly number[]>(() => {
  const heard = hearing.value;
  return heard?.sure ? heard.downbeats : [];
});

/** The nearest of some moments, if it is as near as that. */
export function snappedTo(moments: readonly number[], second: number, within: number): number {
  const found = nearest(moments, second);
  return found !== null && Math.abs(found - second) <= within ? found : second;
}

export function snapped(second: number): number {
  return nearest(grid.peek(), second) ?? second;
}
