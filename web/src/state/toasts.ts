// Short messages at the upper border: what went wrong, and what happened elsewhere. They go by themselves.
import { signal } from "@preact/signals";
import { Refusal, Unreachable } from "../api/client";

export interface Action {
  label: string;
  act: () => void;
}

export interface Toast {
  id: number;
  text: string;
  tone: "calm" | "wrong";
  action: Action | null;
}

/** Seconds that a message stays; longer where somebody has to decide. */
const STAYS = { read: 8, decide: 30 };
let last = 0;

export const toasts = signal<readonly Toast[]>([]);

export function tell(text: string, tone: Toast["tone"] = "calm", action: Action | null = null): void {
  const toast = { id: ++last, text, tone, action };
  toasts.value = [...toasts.peek().filter((other) => other.text !== text), toast].slice(-3);
  setTimeout(() => dismiss(toast.id), (action ? STAYS.decide : STAYS.read) * 1000);
}

export function dismiss(id: number): void {
  toasts.value = toasts.peek().filter((toast) => toast.id !== id);
}

/** Tells what went wrong. What nobody expected goes on to the console. */
export function tellError(error: unknown): void {
  if (error instanceof DOMException && error.name === "AbortError") return;
  if (error instanceof Unreachable) return; // the banner says it
  if (error instanceof Refusal) return tell(error.message, "wrong");
  tell("Something went wrong on this page; reload it.", "wrong");
  console.error(error);
}

/** Runs what a click began, and tells if it fails. */
export function attempt(work: () => Promise<unknown>): void {
  work().catch(tellError);
}
