// Short messages at the lower border: what went wrong, and what happened elsewhere.
import { signal } from "@preact/signals";
import { Refusal, Unreachable } from "../api/client";

export interface Toast {
  id: number;
  text: string;
  tone: "calm" | "wrong";
}

const SECONDS = 8;
let last = 0;

export const toasts = signal<readonly Toast[]>([]);

export function tell(text: string, tone: Toast["tone"] = "calm"): void {
  const toast = { id: ++last, text, tone };
  toasts.value = [...toasts.peek().filter((other) => other.text !== text), toast].slice(-3);
  setTimeout(() => dismiss(toast.id), SECONDS * 1000);
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
