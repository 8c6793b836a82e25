// The chosen shot is the one below the playhead: whoever goes to a moment sees what can be changed there.
import { effect } from "@preact/signals";
import type { Shot } from "../api/plan";
import { playhead, playing, seek } from "../state/player";
import { panel, plan, selected, selectedIndex, shotAt } from "../state/store";

export function choose(shot: Shot, second = shot.start): void {
  selected.value = shot.id;
  panel.value = "shot";
  seek(second);
}

export function followPlayhead(): void {
  const here = () => (selected.value = shotAt(playhead.peek())?.id ?? null);
  effect(() => {
    void playhead.value;
    if (!playing.value) here();
  });
  // Another one is chosen where it is gone; but not where a cut has moved below the playhead.
  effect(() => {
    if (plan.value && selectedIndex.value < 0) here();
  });
}
