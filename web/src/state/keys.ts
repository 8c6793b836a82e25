// The keyboard: every key of the page in one table, which the `?` dialog shows as well.
import { signal } from "@preact/signals";
import { join, moveBorder, neighbour, remove, split } from "../plan/shots";
import { choose } from "../timeline/choose";
import { grid } from "../timeline/grid";
import { reveal, ZOOM, zoomAround, zoomToFit } from "../timeline/scale";
import { edit, redo, undo } from "./editing";
import { playhead, seek, toggle } from "./player";
import { duration, hearing, lanes, panel, plan, selected, selectedIndex, shotAt, type Panel } from "./store";
import { markStart, markStop } from "./stretch";
import { tell } from "./toasts";

export const keysShown = signal(false);
/** Takes the space bar while words are tapped in time. */
export const tapping = signal<(() => void) | null>(null);

const FRAME = 1 / 24;
const COARSE = 0.5;

function go(moment: number): void {
  seek(moment);
  reveal(playhead.peek());
}

function step(direction: 1 | -1): void {
  const beats = hearing.peek()?.beats ?? [];
  go(neighbour(beats, playhead.peek(), direction) ?? playhead.peek() + direction * COARSE);
}

function chooseNext(direction: 1 | -1): void {
  const shots = plan.peek()?.shots ?? [];
  const current = selectedIndex.peek() >= 0 ? selectedIndex.peek() + direction : shots.indexOf(shotAt(playhead.peek())!);
  const shot = shots[Math.min(Math.max(0, current), shots.length - 1)];
  if (!shot) return;
  choose(shot);
  reveal(shot.start);
}

export function splitHere(): void {
  const second = playhead.peek();
  const shot = shotAt(second);
  if (!shot) return;
  const travel = lanes.peek()["travel"];
  const follows = typeof shot.travel !== "number" && (shot.travel?.lane ?? "travel") === "travel";
  const gone = follows && travel ? travel.values[Math.round(second * travel.rate)] : undefined;
  let made: string | null = null;
  edit((draft) => (made = split(draft, second, gone ?? null)));
  if (made) selected.value = made;
  else tell("There is no room for a cut here: move the playhead further into the shot.");
}

export function joinNext(): void {
  const index = selectedIndex.peek();
  if (index < 0) return tell("Choose a shot first: it takes in the next one.");
  edit((draft) => void join(draft, index));
}

export function removeShot(): void {
  const index = selectedIndex.peek();
  if (index < 0) return tell("Choose a shot first.");
  let heir: string | null = null;
  edit((draft) => (heir = remove(draft, index)));
  if (heir) selected.value = heir;
}

function moveEdge(direction: 1 | -1, end: boolean): void {
  const index = selectedIndex.peek() + (end ? 1 : 0);
  const border = plan.peek()?.shots[index]?.start;
  if (index < 1 || border === undefined) return;
  const moment = neighbour(grid.peek(), border, direction) ?? border + direction * COARSE;
  edit((draft) => moveBorder(draft, index, moment));
}

const PANELS: Panel[] = ["shot", "effects", "lanes", "words", "film"];

interface Key {
  keys: string[];
  shown: string;
  does: string;
  act: () => void;
}

const at = () => playhead.peek();

export const KEYS: Key[] = [
  { keys: [" "], shown: "Space", does: "play, pause", act: () => (tapping.peek() ?? toggle)() },
  { keys: ["ArrowLeft"], shown: "←", does: "a beat back", act: () => step(-1) },
  { keys: ["ArrowRight"], shown: "→", does: "a beat on", act: () => step(1) },
  { keys: ["Shift+ArrowLeft"], shown: "Shift ←", does: "a frame back", act: () => go(at() - FRAME) },
  { keys: ["Shift+ArrowRight"], shown: "Shift →", does: "a frame on", act: () => go(at() + FRAME) },
  { keys: ["ArrowUp"], shown: "↑", does: "the shot before", act: () => chooseNext(-1) },
  { keys: ["ArrowDown"], shown: "↓", does: "the next shot", act: () => chooseNext(1) },
  { keys: ["Home"], shown: "Home", does: "to the beginning", act: () => go(0) },
  { keys: ["End"], shown: "End", does: "to the end", act: () => go(duration.peek()) },
  { keys: ["s"], shown: "S", does: "cut at the playhead", act: splitHere },
  { keys: ["j"], shown: "J", does: "join with the next shot", act: joinNext },
  { keys: ["Delete", "Backspace"], shown: "Delete", does: "take the shot out; the one before it goes on", act: removeShot },
  { keys: [","], shown: ",", does: "begin the shot a bar earlier", act: () => moveEdge(-1, false) },
  { keys: ["."], shown: ".", does: "begin the shot a bar later", act: () => moveEdge(1, false) },
  { keys: ["Shift+<", "Shift+;"], shown: "Shift ,", does: "end the shot a bar earlier", act: () => moveEdge(-1, true) },
  { keys: ["Shift+>", "Shift+:"], shown: "Shift .", does: "end the shot a bar later", act: () => moveEdge(1, true) },
  { keys: ["i"], shown: "I", does: "mark from here on, to make a part", act: markStart },
  { keys: ["o"], shown: "O", does: "mark up to here", act: markStop },
  { keys: ["+", "Shift++", "="], shown: "+", does: "closer", act: () => zoomAround(ZOOM, at()) },
  { keys: ["-"], shown: "−", does: "further away", act: () => zoomAround(1 / ZOOM, at()) },
  { keys: ["0"], shown: "0", does: "the whole film", act: zoomToFit },
  { keys: ["Ctrl+z"], shown: "Ctrl Z", does: "undo", act: undo },
  { keys: ["Ctrl+Shift+z", "Ctrl+y"], shown: "Ctrl Shift Z", does: "redo", act: redo },
  ...PANELS.map((name, index) => ({
    keys: [String(index + 1)], shown: String(index + 1), does: `the panel “${name}”`, act: () => void (panel.value = name),
  })),
  { keys: ["?", "Shift+?"], shown: "?", does: "these keys", act: () => void (keysShown.value = !keysShown.peek()) },
];

const TABLE = new Map(KEYS.flatMap((key) => key.keys.map((name) => [name, key] as const)));

/** Whether the element needs the key itself: text fields all, what is chosen by keyboard its own. */
function keeps(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("dialog[open]")) return key !== "?";
  if (target.matches("textarea, select, input:not([type=range], [type=checkbox], [type=color])")) return true;
  if (target.matches("input[type=range]")) return key.startsWith("Arrow") || key === "Home" || key === "End";
  const pressed = target.matches("button, summary, a, input, [role=tab]") && target.matches(":focus-visible");
  return pressed && (key === " " || key === "Enter" || (target.matches("[role=tab]") && key.startsWith("Arrow")));
}

export function listenToKeys(): void {
  addEventListener("keydown", (event) => {
    const command = event.ctrlKey || event.metaKey;
    const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const name = `${command ? "Ctrl+" : ""}${event.shiftKey ? "Shift+" : ""}${letter}`;
    const key = TABLE.get(name);
    if (!key || event.altKey || event.defaultPrevented || keeps(event.target, event.key)) return;
    if (!plan.peek() && !command && letter !== "?") return; // there may be something to undo or redo
    event.preventDefault();
    key.act();
  });
}
