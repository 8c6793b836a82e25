// What can be done to keyframes: the pictures between which shots travel.
import type { Brief, FileRef, Plan } from "../api/plan";

/** How many shots show a keyframe. */
export function uses(plan: Plan, name: string): number {
  return plan.shots.filter((shot) => shot.from === name || shot.to === name).length;
}

function freeName(taken: Record<string, unknown>, wanted: string): string {
  if (!(wanted in taken)) return wanted;
  for (let number = 2; ; number++) if (!(`${wanted}-${number}` in taken)) return `${wanted}-${number}`;
}

/** The same brief under a new name, for one shot and its side alone. */
export function onlyFor(plan: Plan, shotId: string, side: "from" | "to"): string | null {
  const shot = plan.shots.find((one) => one.id === shotId);
  const brief = shot && plan.keyframes[shot[side]];
  if (!shot || !brief) return null;
  const name = freeName(plan.keyframes, `${shot[side]}-${shot.id}`);
  plan.keyframes[name] = { ...structuredClone(brief), lock: undefined };
  shot[side] = name;
  return name;
}

export function changeBrief(plan: Plan, name: string, change: Partial<Brief>): void {
  const brief = plan.keyframes[name];
  if (!brief) return;
  for (const [key, value] of Object.entries(change)) {
    // What is null or empty is left out, as the planner does: the plan stays readable.
    if (value === null || value === "") delete brief[key as keyof Brief];
    else Object.assign(brief, { [key]: value });
  }
}

/** Names a picture in the plan, once, and tells its name. */
export function addPicture(plan: Plan, name: string, ref: FileRef): string {
  plan.pictures ??= {};
  const known = Object.entries(plan.pictures).find(([, other]) => other.sha256 === ref.sha256);
  if (known) return known[0];
  const free = freeName(plan.pictures, name);
  plan.pictures[free] = ref;
  return free;
}

/** Shows a picture as it is, in place of a painting. */
export function showPicture(plan: Plan, keyframe: string, picture: string): void {
  const { seed } = plan.keyframes[keyframe] ?? {};
  plan.keyframes[keyframe] = { picture, paint: false, ...(seed === undefined ? {} : { seed }) };
}

export const isLocked = (plan: Plan | null, name: string) => Boolean(plan?.keyframes[name]?.lock);

/** Keeps a picture as it is from now on. */
export function lock(plan: Plan, name: string): void {
  const brief = plan.keyframes[name];
  if (brief) brief.lock = { painter: structuredClone(plan.painter), ...(plan.seed ? { seed: plan.seed } : {}) };
}

export function unlock(plan: Plan, name: string): void {
  delete plan.keyframes[name]?.lock;
}

/** A keyframe to which that shot alone moves; the next one leaves it, if it left what they shared. */
function ownEnd(plan: Plan, index: number): string {
  const shot = plan.shots[index]!;
  const shared = shot.to;
  if (plan.shots.filter((other) => other.to === shared).length === 1) return shared;
  const own = onlyFor(plan, shot.id, "to") ?? shared;
  const next = plan.shots[index + 1];
  if (next?.from === shared) next.from = own;
  return own;
}

/** Shows pictures one after the other, each in a shot, from one on; those that are locked are passed over. Gives their indices. */
export function showOnward(plan: Plan, first: number, pictures: readonly { name: string; ref: FileRef }[]): number[] {
  const places: number[] = [];
  for (let index = first; index < plan.shots.length && places.length < pictures.length; index++) {
    if (isLocked(plan, plan.shots[index]!.to)) continue;
    const { name, ref } = pictures[places.length]!;
    // One picture alone is seen wherever its keyframe is, as all else that is done to it.
    const keyframe = pictures.length > 1 ? ownEnd(plan, index) : plan.shots[index]!.to;
    showPicture(plan, keyframe, addPicture(plan, name, ref));
    places.push(index);
  }
  return places;
}

/** A short text that changes with all that a keyframe's picture depends on. */
export function lookOf(plan: Plan, name: string): string {
  const { lock, ...brief } = plan.keyframes[name] ?? {};
  const { painter, seed = 0 } = lock ?? plan;
  return hash(JSON.stringify([brief, plan.pictures, painter, plan.size, seed]));
}

/** FNV-1a, 32 bits. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0).toString(36);
}
