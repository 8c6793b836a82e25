// Edits: shown at once, sent one after the other, each on top of the revision that the server confirmed last.
import { api, Refusal, Unreachable } from "../api/client";
import type { Plan } from "../api/plan";
import type { State } from "../api/types";
import { connection, plan, revision, saving, state } from "./store";
import { attempt, tell, tellError } from "./toasts";
import * as unsaved from "./unsaved";

/** The newest plan that is not sent yet; edits that come while one is on its way are sent together. */
let waiting: Plan | null = null;
let sending = false;
/** The server's plan of the newest revision that it confirmed. */
let confirmed: Plan | null = null;

/** Whether an edit has not been answered yet. */
export const busy = () => sending || waiting !== null;

/** Changes a copy of the plan, shows it and sends it. */
export function edit(change: (draft: Plan) => void): void {
  const current = plan.peek();
  if (!current) return;
  const draft = structuredClone(current);
  change(draft);
  if (!same(draft, current)) put(draft);
}

/** Shows a plan and sends it; `base` where it was made upon another plan than the one that is shown. */
function put(next: Plan, base?: number): void {
  plan.value = next;
  waiting = next;
  void send(base);
}

/** Sends what waits; called again when the server is back. */
async function send(base = revision.peek()): Promise<void> {
  if (sending || !waiting) return;
  const next = waiting;
  waiting = null;
  sending = true;
  saving.value = true;
  let answered = true;
  try {
    const answer = await api.putPlan(base, next);
    confirm(answer.revision, answer.plan);
  } catch (error) {
    answered = !isAway(error);
    if (answered) refused(error, next);
    else waiting ??= next;
  } finally {
    sending = false;
    saving.value = waiting !== null;
  }
  if (!answered) keepUnsaved();
  else if (waiting) await send();
  else settle();
}

/** Whether nobody could answer: the server is gone, or was started anew and does not know this page. */
const isAway = (error: unknown) => error instanceof Unreachable || (error instanceof Refusal && error.status === 401);

function refused(error: unknown, mine: Plan): void {
  waiting = null;
  unsaved.drop(project());
  if (error instanceof Refusal && error.status === 409) {
    adopt(error.body["revision"] as number, error.body["plan"] as Plan);
    tell(sentence(error.message), "calm", { label: "Take mine instead", act: () => put(mine) });
    return;
  }
  tellError(error);
  const known = state.peek();
  if (known) adopt(known.revision, known.plan);
}

function confirm(newest: number, its: Plan | null): void {
  revision.value = newest;
  confirmed = its;
  unsaved.drop(project());
}

function adopt(newest: number, its: Plan | null): void {
  confirm(newest, its);
  plan.value = its;
}

/** Takes the server's plan, unless an edit is on its way: then the answer to that decides. */
function settle(): void {
  const known = state.peek();
  if (known && !busy() && known.revision >= revision.peek()) adopt(known.revision, known.plan);
}

export function takeState(next: State): void {
  state.value = next;
  if (sending) return;
  if (waiting && unsaved.isTaken(next.project)) waiting = null;
  if (!waiting) return recover(next);
  // A server that was started anew counts otherwise: an edit that waited for it is still one of the same plan.
  if (same(confirmed, next.plan)) revision.value = next.revision;
  void send();
}

/** Sends what a page that is gone could not send; one that was made upon another plan is refused, and so is told. */
function recover(next: State): void {
  saving.value = false;
  settle();
  const kept = unsaved.take(next.project);
  if (kept) put(kept.plan, same(kept.base, next.plan) ? next.revision : 0);
}

function keepUnsaved(): void {
  const newest = plan.peek();
  if (newest && busy()) unsaved.keep(project(), { base: confirmed, plan: newest });
}

/** What is typed when the page goes is an edit, too; and no edit goes with the page: the next one takes it up. */
export function watchLeaving(): void {
  addEventListener("storage", () => {
    const known = state.peek();
    if (known && connection.peek() === "open" && !busy()) recover(known);
  });
  addEventListener("pagehide", () => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    keepUnsaved();
  });
}

const same = (one: Plan | null, other: Plan | null) => JSON.stringify(one) === JSON.stringify(other);
const project = () => state.peek()?.project ?? "";
const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

export const undo = () => state.peek()?.can_undo && attempt(api.undo);
export const redo = () => state.peek()?.can_redo && attempt(api.redo);
