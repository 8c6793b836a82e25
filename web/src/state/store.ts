// What the page knows: signals that views read. Only `state/` writes the server's part of them.
import { computed, signal } from "@preact/signals";
import { api } from "../api/client";
import type { Plan, Shot } from "../api/plan";
import type { Catalog, Hearing, Job, Lanes, State } from "../api/types";

/** The server's last word on everything but the plan. */
export const state = signal<State | null>(null);
/** The plan as it is shown: the server's, or a newer one that is on its way there. */
export const plan = signal<Plan | null>(null);
/** The newest revision that the server confirmed: frames are asked for of this one. */
export const revision = signal(0);
export const connection = signal<"opening" | "open" | "lost" | "refused">("opening");
export const saving = signal(false);

export const catalog = signal<Catalog | null>(null);
export const hearing = signal<Hearing | null>(null);
export const lanes = signal<Lanes>({});
export const jobs = signal<ReadonlyMap<string, Job>>(new Map());

export type Panel = "shot" | "effects" | "lanes" | "words" | "film";

export const selected = signal<string | null>(null);
export const panel = signal<Panel>("shot");
/** The lane whose curve lies open below the shots. */
export const openLane = signal<string | null>(null);

/** Which part of the film is made: all of it, a stretch, or a loop of whole bars. */
export const part = signal<"all" | "part" | "loop">("all");
/** Seconds of the film that are marked. */
export const stretch = signal<Stretch | null>(null);

export interface Stretch {
  start: number;
  end: number;
}

/** Second of the song at which the film begins: points of lanes are counted from the song's own beginning. */
export const songStart = computed(() => plan.value?.listen?.start ?? 0);
export const duration = computed(() => plan.value?.shots.at(-1)?.end ?? hearing.value?.duration ?? 0);
export const aspect = computed(() => (plan.value ? plan.value.size[0] / plan.value.size[1] : 16 / 9));

export const selectedIndex = computed(() => plan.value?.shots.findIndex((shot) => shot.id === selected.value) ?? -1);
export const selectedShot = computed<Shot | null>(() => plan.value?.shots[selectedIndex.value] ?? null);

export function shotAt(second: number): Shot | null {
  const shots = plan.peek()?.shots ?? [];
  return shots.find((shot) => second < shot.end) ?? shots.at(-1) ?? null;
}

/** What the song is called, or else its file without the ending. */
export const songTitle = computed(() => {
  const song = state.value?.song;
  return song ? (song.title ?? song.name.replace(/\.[^.]+$/, "")) : null;
});

/** What is wrong with the files, as one text that changes with it. */
export const problems = computed(() => JSON.stringify(state.value?.problems ?? []));

export const activeJobs = computed(() =>
  [...jobs.value.values()].filter((job) => job.state === "running" || job.state === "waiting"),
);

export function noteJob(job: Job): void {
  jobs.value = new Map(jobs.peek()).set(job.id, job);
}

/** The least level that a waveform is scaled up from. */
const QUIETEST = 0.05;

/** The largest magnitudes of pieces: a whole song is too long for the arguments of one call. */
function* peaks(values: readonly number[]): Generator<number> {
  for (let first = 0; first < values.length; first += 1000) yield Math.max(...values.slice(first, first + 1000).map(Math.abs));
}

/** Asks again for what was heard, after a song was listened to. The waveform is made as tall as there is room for it. */
export async function loadHearing(): Promise<void> {
  const heard = await api.hearing();
  const { low, high } = heard.waveform;
  const loudest = Math.max(QUIETEST, ...peaks(high), ...peaks(low));
  heard.waveform.low = low.map((value) => value / loudest);
  heard.waveform.high = high.map((value) => value / loudest);
  hearing.value = heard;
}

export async function loadLanes(): Promise<void> {
  lanes.value = await api.lanes();
}
