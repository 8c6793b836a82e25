// Edits: shown at once, sent one after the other, each on top of the revision that the server confirmed last.
import { api, Refusal, Unreachable } from "../api/client";
import type { Plan } from "../api/plan";
import type { State } from "../api/types";
import { connection, plan, revision, saving, state } from "./store";
import { attempt, mended, tell, tellError } from "./toasts";
import * as unsaved from "./unsaved";

/** Plans that the server has not confirmed yet, each an edit upon the one before: each can be undone alone. */
let waiting: Plan[] = [];
let sending = false;
/** The server's plan of the newest revision that it confirmed. */
let confirmed: Plan | null = null;

/** Whether an edit has not been answered yet. */
export const busy = () => waiting.length > 0;

/** Changes a copy of the plan, shows it and sends it. */
export function edit(change: (draft: Plan) => void): void {
  const current = plan.peek();
  if (!current) return;
  const draft = structuredClone(current);
  change(draft);
  if (!same(draft, current)) put([draft]);
}

/** Shows the last of some plans and sends them all; `base` where they were made upon another plan than the one that is shown. */
function put(edits: Plan[], base?: number): void {
  plan.value = edits.at(-1)!;
  waiting.push(...edits);
  void send(base);
}

/** Sends what waits; called again when the server is back. */
async function send(base = revision.peek()): Promise<void> {
  const next = waiting[0];
  if (sending || !next) return;
  sending = true;
  saving.value = true;
  let answered = true;
  try {
    const answer = await api.putPlan(base, next);
    waiting.shift();
    confirm(answer.revision, answer.plan);
    mended("edit");
  } catch (error) {
    answered = !isAway(error);
    if (answered) refused(error);
  } finally {
    sending = false;
    saving.value = busy();
  }
  if (!answered) keepUnsaved();
  else if (busy()) await send();
  else settle();
}

/** Whether nobody could answer: the server is gone, or was started anew and does not know this page. */
const isAway = (error: unknown) => error instanceof Unreachable || (error instanceof Refusal && error.status === 401);

function refused(error: unknown): void {
  const mine = waiting.at(-1)!;
  waiting = [];
  unsaved.drop(project());
  if (error instanceof Refusal && error.status === 409) {
    adopt(error.body["revision"] as number, error.body["plan"] as Plan);
    tell(sentence(error.message), { action: { label: "Take mine instead", act: () => put([mine]) } });
    return;
  }
  tellError(error, "edit");
  const known = state.peek();
  if (known) adopt(known.revision, known.plan);
}

function confirm(newest: number, its: Plan | null): void {
  revision.value = newest;
  confirmed = its;
  keepUnsaved();
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
  if (busy() && unsaved.isTaken(next.project)) waiting = [];
  if (!busy()) return recover(next);
  // A server that was started anew counts otherwise: an edit that waited for it is still one of the same plan.
  if (same(confirmed, next.plan)) revision.value = next.revision;
  void send();
}

/** Sends what a page that is gone could not send; one that was made upon another plan is refused, and so is told. */
function recover(next: State): void {
  saving.value = false;
  settle();
  const kept = unsaved.take(next.project);
  if (kept?.plans.length) put(kept.plans, same(kept.base, next.plan) ? next.revision : 0);
}

function keepUnsaved(): void {
  if (busy()) unsaved.keep(project(), { base: confirmed, plans: waiting });
  else unsaved.drop(project());
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
