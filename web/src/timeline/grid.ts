// The moments to which cuts snap: bars, where they are sure.
import { computed } from "@preact/signals";
import { nearest } from "../plan/shots";
import { hearing } from "../state/store";

export const grid = computed<readonly number[]>(() => {
  const heard = hearing.value;
  return heard?.sure ? heard.downbeats : [];
});

export function snapped(second: number): number {
  return nearest(grid.peek(), second) ?? second;
}
