// What can be done to effects and lanes.
import type { Control, Part, Plan } from "../api/plan";
import type { PlugIn } from "../api/types";
import { fieldsOf, isDriven } from "./options";

/** A parameter that follows a lane, and where it stands in the plan. */
export interface Follower {
  label: string;
  amount: number;
  /** Sets its amount in a draft. */
  set: (plan: Plan, amount: number) => void;
}

const SHOT_CONTROLS = ["travel", "jump", "kick"] as const;

/** Everything that follows a lane: each parameter of an effect, and those of the shots, all shots together. */
export function followers(plan: Plan, lane: string): Follower[] {
  const found: Follower[] = [];
  plan.effects?.forEach((effect, index) => {
    for (const [option, value] of Object.entries(effect)) {
      if (!isDriven(value) || value.lane !== lane) continue;
      found.push({
        label: `${effect.use} · ${option}`,
        amount: value.amount ?? 1,
        set: (draft, amount) => {
          const part = draft.effects?.[index];
          if (part) part[option] = { lane, amount };
        },
      });
    }
  });
  for (const control of SHOT_CONTROLS) {
    const amounts = plan.shots.map((shot) => shot[control]).filter((value) => isDriven(value) && value.lane === lane);
    const first = amounts[0];
    if (control === "travel" || !isDriven(first)) continue; // how far each shot travels is its own
    found.push({
      label: `shots · ${control}`,
      amount: first.amount ?? 1,
      set: (draft, amount) => {
        for (const shot of draft.shots) {
          const value = shot[control];
          if (isDriven(value) && value.lane === lane) shot[control] = { lane, amount };
        }
      },
    });
  }
  return found;
}

/** A parameter that could follow a lane. */
export interface Movable {
  label: string;
  /** Lets it follow a lane, about as far as it was. */
  follow: (plan: Plan, lane: string) => void;
}

/** Parameters of the plan's effects that do not follow that lane yet. */
export function movables(plan: Plan, lane: string, kinds: Record<string, PlugIn>): Movable[] {
  return (plan.effects ?? []).flatMap((effect, index) => {
    const plugIn = kinds[effect.use];
    if (!plugIn) return [];
    return fieldsOf(plugIn).flatMap((field) => {
      const value = effect[field.name];
      if (field.kind !== "number" || !field.drivable || (isDriven(value) && value.lane === lane)) return [];
      const before = isDriven(value) ? (value.amount ?? 1) : typeof value === "number" ? value : (field.initial ?? 0);
      const amount = before || (field.low + field.high) / 4;
      const follow = (draft: Plan, name: string) => {
        const part = draft.effects?.[index];
        if (part) part[field.name] = { lane: name, amount };
      };
      return [{ label: `${effect.use} · ${field.name.replaceAll("_", " ")}`, follow }];
    });
  });
}

/** Whether anything would be left without its lane. */
export function isFollowed(plan: Plan, lane: string): boolean {
  const follows = (control: Control | undefined, initially = "") =>
    control === undefined ? initially === lane : isDriven(control) && control.lane === lane;
  return (
    followers(plan, lane).length > 0 ||
    plan.shots.some((shot) => follows(shot.travel, "travel") || follows(shot.framing?.move, "travel"))
  );
}

export function moveEffect(plan: Plan, from: number, to: number): void {
  const effects = plan.effects ?? [];
  const [effect] = effects.splice(from, 1);
  if (effect) effects.splice(to, 0, effect);
}

/** The effect of that kind, made if there is none. */
export function effectOf(plan: Plan, use: string, initial: Record<string, unknown> = {}): Part {
  plan.effects ??= [];
  let effect = plan.effects.find((one) => one.use === use);
  if (!effect) plan.effects.push((effect = { use, ...initial }));
  return effect;
}

export function removeEffect(plan: Plan, use: string): void {
  plan.effects = plan.effects?.filter((effect) => effect.use !== use) ?? [];
}

/** A new lane, drawn by hand, that rests in the middle. */
export function addLane(plan: Plan, start: number, end: number): string {
  plan.lanes ??= {};
  let number = 1;
  while (`drawn-${number}` in plan.lanes) number++;
  const name = `drawn-${number}`;
  plan.lanes[name] = { use: "points", points: [[start, 0.5], [end, 0.5]], shape: "line" };
  return name;
}

/** The points of a lane that is drawn by hand: seconds of the song, values in [0, 1]. */
export type Point = [number, number];

export function pointsOf(lane: Part | undefined): Point[] | null {
  return lane?.use === "points" && Array.isArray(lane["points"]) ? (lane["points"] as Point[]) : null;
}
