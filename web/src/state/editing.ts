// Edits: shown at once, sent one after the other, each on top of the revision that the server confirmed last.
import { api, Refusal, Unreachable } from "../api/client";
import type { Plan } from "../api/plan";
import type { State } from "../api/types";
import { plan, revision, saving, state } from "./store";
import { attempt, tell, tellError } from "./toasts";

/** The newest plan that is not sent yet; edits that come while one is on its way are sent together. */
let waiting: Plan | null = null;
let sending = false;

/** Whether an edit has not been answered yet. */
export const busy = () => sending || waiting !== null;

/** Changes a copy of the plan, shows it and sends it. */
export function edit(change: (draft: Plan) => void): void {
  const current = plan.peek();
  if (!current) return;
  const draft = structuredClone(current);
  change(draft);
  if (JSON.stringify(draft) === JSON.stringify(current)) return;
  plan.value = draft;
  waiting = draft;
  void send();
}

/** Sends what waits; called again when the server is back. */
export async function send(): Promise<void> {
  if (sending || !waiting) return;
  const next = waiting;
  waiting = null;
  sending = true;
  saving.value = true;
  let answered = true;
  try {
    const answer = await api.putPlan(revision.peek(), next);
    revision.value = answer.revision ?? revision.peek();
  } catch (error) {
    answered = !(error instanceof Unreachable);
    if (answered) refused(error);
    else waiting ??= next;
  } finally {
    sending = false;
    saving.value = waiting !== null;
  }
  if (waiting && answered) await send();
  else if (!waiting) settle();
}

function refused(error: unknown): void {
  waiting = null;
  if (error instanceof Refusal && error.status === 409) {
    adopt(error.body["revision"] as number, error.body["plan"] as Plan);
    tell("Another window changed the film at the same moment. Its version is shown; your last change was not kept.");
    return;
  }
  tellError(error);
  const known = state.peek();
  if (known) adopt(known.revision, known.plan);
}

function adopt(newest: number, its: Plan | null): void {
  revision.value = newest;
  plan.value = its;
}

/** Takes the server's plan, unless an edit is on its way: then the answer to that decides. */
export function settle(): void {
  const known = state.peek();
  if (known && !busy() && known.revision >= revision.peek()) adopt(known.revision, known.plan);
}

export function takeState(next: State): void {
  const before = state.peek();
  state.value = next;
  if (!sending && waiting) {
    // A server that was started anew counts otherwise: an edit that waited for it is still one of the same plan.
    if (JSON.stringify(before?.plan) === JSON.stringify(next.plan)) revision.value = next.revision;
    void send();
  } else settle();
}

export const undo = () => state.peek()?.can_undo && attempt(api.undo);
export const redo = () => state.peek()?.can_redo && attempt(api.redo);

