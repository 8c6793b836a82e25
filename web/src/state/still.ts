// The picture of the moment where the playhead rests: one question at a time, and the newest wins.
import { effect, signal } from "@preact/signals";
import { api, Refusal } from "../api/client";
import { plan, problems, revision } from "./store";
import { playhead, playing } from "./player";
import { show } from "./screen";

/** A question that takes longer than this is given up when the playhead moves on. */
const PATIENCE = 300;
/** After this long the old picture is dimmed, and a note says that it is being painted. */
const NOTICED = 350;

/** Whether a picture is on its way. */
export const asked = signal(false);
/** Whether it takes so long that it is told. */
export const painting = signal(false);
export const fault = signal<string | null>(null);

interface Moment {
  second: number;
  revision: number;
}

let wanted: Moment | null = null;
let current: { controller: AbortController; since: number } | null = null;

async function fetchWanted(): Promise<void> {
  while (wanted && !current) {
    const moment = wanted;
    wanted = null;
    const controller = new AbortController();
    current = { controller, since: performance.now() };
    const late = setTimeout(() => (painting.value = true), NOTICED);
    try {
      const blob = await api.frame(moment.second, moment.revision, controller.signal);
      const picture = await createImageBitmap(blob);
      if (!playing.peek()) show(picture);
      fault.value = null;
    } catch (error) {
      // A frame of an older revision is refused: a newer one has been asked for by then.
      if (error instanceof Refusal && error.status !== 409) fault.value = error.message;
    } finally {
      clearTimeout(late);
      current = null;
      if (!wanted) asked.value = painting.value = false;
    }
  }
}

export function watchPlayhead(): void {
  effect(() => {
    if (!plan.value || playing.value || !revision.value) return;
    void problems.value; // what was missing may be there again
    asked.value = true;
    wanted = { second: playhead.value, revision: revision.value };
    if (current && performance.now() - current.since > PATIENCE) current.controller.abort();
    void fetchWanted();
  });
}
