// Words of the song: lines with their times, as the plan's `lyrics` effect has them.
import type { Plan } from "../api/plan";
import { effectOf, removeEffect } from "./parts";

export interface Line {
  start: number;
  end: number;
  text?: string;
  words?: [number, string][];
}

/** Seconds that a line stays at most where nothing follows. */
const LONGEST = 8;
const SHORTEST = 0.2;

export function linesOf(plan: Plan | null): Line[] {
  const lyrics = plan?.effects?.find((effect) => effect.use === "lyrics");
  return (lyrics?.["lines"] as Line[] | undefined) ?? [];
}

export function textOf(line: Line): string {
  return line.text ?? line.words?.map(([, word]) => word).join("") ?? "";
}

/** Lines with the seconds at which they were tapped -> lines with ends. What was not tapped is left out. */
export function timed(texts: readonly string[], starts: readonly number[], duration: number): Line[] {
  const lines: Line[] = [];
  for (const [index, text] of texts.entries()) {
    const start = starts[index];
    if (start === undefined) break;
    const next = starts[index + 1] ?? duration;
    lines.push({ text, start, end: Math.max(start + SHORTEST, Math.min(next, start + LONGEST)) });
  }
  return lines;
}

export function setLines(plan: Plan, lines: Line[]): void {
  if (!lines.length) return removeEffect(plan, "lyrics");
  const lyrics = effectOf(plan, "lyrics");
  delete lyrics["file"];
  lyrics["lines"] = lines;
}

export function textEffect(plan: Plan | null, use: "title" | "credits"): string {
  const effect = plan?.effects?.find((one) => one.use === use);
  return typeof effect?.["text"] === "string" ? effect["text"] : "";
}

export function setText(plan: Plan, use: "title" | "credits", text: string): void {
  if (text.trim()) effectOf(plan, use)["text"] = text;
  else removeEffect(plan, use);
}
