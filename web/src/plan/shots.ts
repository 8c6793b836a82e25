// What can be done to the shots of a plan. Each changes the draft that it is given.
import type { Control, Framing, Plan, Shot, View } from "../api/plan";

/** Seconds that a shot lasts at least. */
export const SHORTEST = 0.25;
const TRAVEL: Control = { lane: "travel", amount: 1 };

/** Where the border between two shots may be, nearest to where it is wanted. */
export function borderWithin(plan: Plan, index: number, second: number): number {
  const before = plan.shots[index - 1];
  const after = plan.shots[index];
  if (!before || !after) return second;
  return Math.min(Math.max(second, before.start + SHORTEST), after.end - SHORTEST);
}

/** Moves the border at which the shot of that index begins. */
export function moveBorder(plan: Plan, index: number, second: number): void {
  const before = plan.shots[index - 1];
  const after = plan.shots[index];
  if (!before || !after) return;
  before.end = after.start = borderWithin(plan, index, second);
}

export function nearest(moments: readonly number[], second: number): number | null {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (moments[middle]! < second) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [moments[low - 1], moments[low]];
  if (before === undefined || after === undefined) return before ?? after ?? null;
  return second - before < after - second ? before : after;
}

/** The next moment in a direction, further away than a frame. */
export function neighbour(moments: readonly number[], second: number, direction: 1 | -1): number | null {
  const apart = 0.02;
  return direction > 0
    ? (moments.find((moment) => moment > second + apart) ?? null)
    : (moments.findLast((moment) => moment < second - apart) ?? null);
}

function freeId(plan: Plan): string {
  const taken = new Set(plan.shots.map((shot) => shot.id));
  for (let number = plan.shots.length + 1; ; number++) if (!taken.has(`s${number}`)) return `s${number}`;
}

function scaled(control: Control, share: number): Control {
  return typeof control === "number" ? control * share : { ...control, amount: (control.amount ?? 1) * share };
}

function amountOf(control: Control): number {
  return typeof control === "number" ? control : (control.amount ?? 1);
}

/** The view at a share of a framing's way: zooms grow by even factors, as `render/views.py` has it. */
function viewAt(framing: Framing, share: number): View {
  const start = { zoom: 1, x: 0.5, y: 0.5, ...framing.start };
  const end = { ...start, ...framing.end };
  const zoom = start.zoom ** (1 - share) * end.zoom ** share;
  const step = 1 / end.zoom - 1 / start.zoom;
  const way = Math.abs(step) > 1e-6 ? (1 / zoom - 1 / start.zoom) / step : share;
  return { zoom, x: start.x + way * (end.x - start.x), y: start.y + way * (end.y - start.y) };
}

/**
 * Cuts a shot in two that share its way and its framing, so that nothing is seen of the cut until one of them is changed.
 *
 * `gone` is how far on its way the shot is there, in [0, 1]. Gives the id of the second, or null where there is no room.
 */
export function split(plan: Plan, second: number, gone: number | null): string | null {
  const index = plan.shots.findIndex((shot) => second > shot.start && second < shot.end);
  const first = plan.shots[index];
  if (!first || second - first.start < SHORTEST || first.end - second < SHORTEST) return null;
  const share = gone ?? (second - first.start) / (first.end - first.start);
  const next: Shot = structuredClone(first);
  next.id = freeId(plan);
  next.start = first.end = second;
  const travel = first.travel ?? TRAVEL;
  first.travel = scaled(travel, share);
  next.begin = Math.min(1, (first.begin ?? 0) + amountOf(first.travel));
  next.travel = scaled(travel, 1 - share);
  next.transition = null;
  if (first.framing?.end) {
    const between = viewAt(first.framing, share);
    first.framing.end = between;
    next.framing = { ...next.framing, start: between };
  }
  plan.shots.splice(index + 1, 0, next);
  return next.id;
}

/** Whether the second goes on where the first one stops on the same way. */
function goesOn(first: Shot, next: Shot): boolean {
  return (
    first.from === next.from &&
    first.to === next.to &&
    Math.abs((first.begin ?? 0) + amountOf(first.travel ?? TRAVEL) - (next.begin ?? 0)) < 1e-3
  );
}

/** The shot of that index takes in the next one: it lasts as long as both, and ends as the second did if they share a way. */
export function join(plan: Plan, index: number): boolean {
  const first = plan.shots[index];
  const next = plan.shots[index + 1];
  if (!first || !next) return false;
  if (goesOn(first, next)) {
    const total = amountOf(first.travel ?? TRAVEL) + amountOf(next.travel ?? TRAVEL);
    const travel = first.travel ?? TRAVEL;
    first.travel = typeof travel === "number" ? total : { ...travel, amount: Math.min(1, total) };
    if (next.framing?.end) first.framing = { ...first.framing, end: next.framing.end };
  }
  first.end = next.end;
  plan.shots.splice(index + 1, 1);
  return true;
}

/** Takes a shot out; the one before it, or else the one behind it, has its time. */
export function remove(plan: Plan, index: number): string | null {
  const shot = plan.shots[index];
  const heir = plan.shots[index - 1] ?? plan.shots[index + 1];
  if (!shot || !heir) return null;
  if (heir.end === shot.start || index > 0) heir.end = shot.end;
  else heir.start = shot.start;
  plan.shots.splice(index, 1);
  return heir.id;
}

/** Two shots change places, each in the other's time: lengths stay, looks are swapped. */
export function swapLooks(plan: Plan, one: number, other: number): void {
  const [first, second] = [plan.shots[one], plan.shots[other]];
  if (!first || !second) return;
  plan.shots[one] = { ...second, start: first.start, end: first.end };
  plan.shots[other] = { ...first, start: second.start, end: second.end };
}
