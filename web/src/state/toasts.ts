// Short messages at the upper border: what went wrong, and what happened elsewhere. They go by themselves.
import { signal } from "@preact/signals";
import { Refusal, Unreachable } from "../api/client";

export interface Action {
  label: string;
  act: () => void;
}

/** What went wrong: the next of its kind that goes well takes the message away. */
export type About = "edit" | "files" | "films" | "sound" | null;

export interface Toast {
  id: number;
  text: string;
  tone: "calm" | "wrong";
  action: Action | null;
  about: About;
}

/** What the user has to do otherwise, in a sentence. */
export class Complaint extends Error {}

/** Seconds that a message stays; longer where somebody has to decide. */
const STAYS = { read: 8, decide: 30 };
let last = 0;

export const toasts = signal<readonly Toast[]>([]);

interface How {
  tone?: Toast["tone"];
  action?: Action | null;
  about?: About;
}

export function tell(text: string, { tone = "calm", action = null, about = null }: How = {}): void {
  const toast = { id: ++last, text, tone, action, about };
  toasts.value = [...toasts.peek().filter((other) => other.text !== text), toast].slice(-3);
  setTimeout(() => dismiss(toast.id), (action ? STAYS.decide : STAYS.read) * 1000);
}

/** What was told of it is mended. */
export function mended(about: About): void {
  if (toasts.peek().some((toast) => about && toast.about === about)) toasts.value = toasts.peek().filter((toast) => toast.about !== about);
}

export function dismiss(id: number): void {
  toasts.value = toasts.peek().filter((toast) => toast.id !== id);
}

/** Tells what went wrong. What nobody expected goes on to the console. */
export function tellError(error: unknown, about: About = null): void {
  if (error instanceof DOMException && error.name === "AbortError") return;
  if (error instanceof Unreachable) return; // the banner says it
  if (error instanceof Refusal || error instanceof Complaint) return tell(error.message, { tone: "wrong", about });
  tell("Something went wrong on this page; reload it.", { tone: "wrong" });
  console.error(error);
}

/** Runs what a click began, and tells if it fails. */
export function attempt(work: () => Promise<unknown>, about: About = null): void {
  work().then(() => mended(about), (error) => tellError(error, about));
}
