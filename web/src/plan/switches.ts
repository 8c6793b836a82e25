// Effects that are off and lanes that are muted: not in the plan, but remembered on this page, to be put back.
import { effect, signal } from "@preact/signals";
import type { Part, Plan } from "../api/plan";
import { pointsOf } from "./parts";

interface Off {
  part: Part;
  /** Its place among the effects. */
  at: number;
}

interface Remembered {
  effects: Off[];
  lanes: Record<string, Part>;
}

const KEY = "clavilux-switched-off";
const SILENCE: Part = { use: "points", points: [[0, 0]], shape: "line" };

function kept(): Remembered {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "") as Remembered;
  } catch {
    return { effects: [], lanes: {} };
  }
}

const remembered = signal<Remembered>(kept());
effect(() => sessionStorage.setItem(KEY, JSON.stringify(remembered.value)));

/** What is off and not in the plan again, as by an undo. */
export function offEffects(plan: Plan): Off[] {
  const there = new Set(plan.effects?.map((part) => part.use));
  return remembered.value.effects.filter(({ part }) => !there.has(part.use));
}

export function switchOff(draft: Plan, index: number): void {
  const part = draft.effects?.splice(index, 1)[0];
  if (!part) return;
  const others = remembered.peek().effects.filter((off) => off.part.use !== part.use);
  remembered.value = { ...remembered.peek(), effects: [...others, { part, at: index }] };
}

export function switchOn(draft: Plan, use: string): void {
  const off = remembered.peek().effects.find(({ part }) => part.use === use);
  if (!off) return;
  draft.effects ??= [];
  draft.effects.splice(Math.min(off.at, draft.effects.length), 0, off.part);
  forget(use);
}

export function forget(use: string): void {
  remembered.value = { ...remembered.peek(), effects: remembered.peek().effects.filter(({ part }) => part.use !== use) };
}

export function isMuted(plan: Plan, lane: string): boolean {
  const silent = pointsOf(plan.lanes?.[lane])?.every(([, value]) => value === 0) ?? false;
  return silent && lane in remembered.value.lanes;
}

export function mute(draft: Plan, lane: string): void {
  const source = draft.lanes?.[lane];
  if (!source || !draft.lanes) return;
  remembered.value = { ...remembered.peek(), lanes: { ...remembered.peek().lanes, [lane]: source } };
  draft.lanes[lane] = structuredClone(SILENCE);
}

export function unmute(draft: Plan, lane: string): void {
  const source = remembered.peek().lanes[lane];
  if (!source || !draft.lanes) return;
  draft.lanes[lane] = source;
  const { [lane]: _, ...others } = remembered.peek().lanes;
  remembered.value = { ...remembered.peek(), lanes: others };
}
