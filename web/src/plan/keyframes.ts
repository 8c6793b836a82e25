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
  plan.keyframes[name] = structuredClone(brief);
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

/** A short text that changes with all that a keyframe's picture depends on. */
export function lookOf(plan: Plan, name: string): string {
  return hash(JSON.stringify([plan.keyframes[name], plan.pictures, plan.painter, plan.size, plan.seed]));
}

/** FNV-1a, 32 bits. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0).toString(36);
}
