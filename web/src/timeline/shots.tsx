// The shots as blocks with their pictures. Those that are seen, and the chosen one, are there; the others are not.
import { signal, useSignal, type Signal } from "@preact/signals";
import type { JSX } from "preact";
import { memo } from "preact/compat";
import type { Shot } from "../api/plan";
import { isLocked } from "../plan/keyframes";
import { borderWithin, moveBorder, neighbour, swapLooks } from "../plan/shots";
import { edit } from "../state/editing";
import { markUpTo } from "../state/stretch";
import { aspect, duration, plan, selected, selectedIndex, shotAt } from "../state/store";
import { Icon } from "../ui/icons";
import { Keyframe } from "../ui/painted";
import { clock } from "../ui/time";
import { choose } from "./choose";
import { grid, snapped } from "./grid";
import { secondAt, seen, TOPS, TRACKS, zoom } from "./scale";

interface Drag {
  /** Of the shot that begins at the border. */
  index: number;
  second: number;
}

/** A shot that is carried to another's place, by their indices. */
const carried = signal<{ from: number; to: number } | null>(null);

export function Shots(): JSX.Element {
  const drag = useSignal<Drag | null>(null);
  const shots = plan.value?.shots ?? [];
  const { start, end } = seen.value;
  const chosen = selectedIndex.value;
  const moved = drag.value;
  const { from, to } = carried.value ?? {};
  const startOf = (index: number) => (moved?.index === index ? moved.second : shots[index]!.start);
  const endOf = (index: number) => (moved?.index === index + 1 ? moved.second : shots[index]!.end);
  const inSight = shots.map((_, index) => index).filter((index) => index === chosen || (endOf(index) > start && startOf(index) < end));
  return (
    <div class="shots" style={{ top: `${TOPS.shots}px`, height: `${TRACKS.shots}px` }}>
      <div role="listbox" aria-label="Shots" aria-orientation="horizontal" tabIndex={0}
        aria-activedescendant={selected.value ? `shot-${selected.value}` : undefined}>
        {inSight.map((index) => (
          <Block key={shots[index]!.id} shot={shots[index]!} number={index + 1} count={shots.length} chosen={index === chosen}
            held={index === from ? "from" : index === to ? "to" : ""} locked={isLocked(plan.value, shots[index]!.to)} left={startOf(index) * zoom.value} width={(endOf(index) - startOf(index)) * zoom.value} aspect={aspect.value} />
        ))}
      </div>
      {inSight.filter((index) => index > 0).map((index) => (
        <Border key={`border-${shots[index]!.id}`} index={index} second={startOf(index)} left={startOf(index) * zoom.value}
          drag={drag} dragged={index === moved?.index} focusable={index === chosen || index === chosen + 1} />
      ))}
    </div>
  );
}

interface BlockProps {
  shot: Shot;
  number: number;
  count: number;
  chosen: boolean;
  /** Whether it is carried away, or another one to its place. */
  held: "" | "from" | "to";
  /** Whether nothing paints what it moves to anew. */
  locked: boolean;
  left: number;
  width: number;
  aspect: number;
}

const sameBlock = (a: BlockProps, b: BlockProps) =>
  a.left === b.left && a.width === b.width && a.chosen === b.chosen && a.held === b.held && a.locked === b.locked && a.number === b.number && a.count === b.count &&
  a.shot.from === b.shot.from && a.shot.to === b.shot.to && a.shot.note === b.shot.note && a.shot.transition?.use === b.shot.transition?.use;

/** Pixels between two blocks. */
const GAP = 2;
/** Pixels from which on a block has room for both its pictures, or for words. */
const ROOM = { both: 1.6, words: 56, picture: 12 };

/** Pixels from which on a shot is carried, and not chosen alone. */
const CARRIED = 12;

/** Where a shot was pressed, while it is. */
let pressed: { pointer: number; x: number } | null = null;

function carry(event: PointerEvent, from: number): void {
  if (pressed?.pointer !== event.pointerId || (!carried.peek() && Math.abs(event.clientX - pressed.x) < CARRIED)) return;
  const over = shotAt(secondAt(event));
  carried.value = { from, to: over ? plan.peek()!.shots.indexOf(over) : from };
}

function drop(): void {
  const held = carried.peek();
  pressed = carried.value = null;
  if (!held || held.from === held.to) return;
  edit((draft) => swapLooks(draft, held.from, held.to));
  choose(plan.peek()!.shots[held.to]!);
}

const Block = memo(function Block({ shot, number, count, chosen, held, locked, left, width, aspect: shape }: BlockProps): JSX.Element {
  const natural = TRACKS.shots * shape;
  const both = width > natural * ROOM.both && shot.from !== shot.to;
  const each = both ? `${Math.min(width * 0.6, natural * 2)}px` : "100%";
  const words = [shot.note?.split(",")[0], shot.transition?.use.replaceAll("-", " ")].filter(Boolean).join(" · ");
  return (
    <div id={`shot-${shot.id}`} role="option" class={`shot ${held && `held-${held}`}`} aria-selected={chosen} aria-setsize={count} aria-posinset={number}
      aria-label={`Shot ${number}${words && ` ${words}`}${locked ? ", locked" : ""}, ${clock(shot.start)} to ${clock(shot.end)}`}
      style={{ transform: `translateX(${left}px)`, width: `${width - (width > ROOM.picture ? GAP : GAP / 4)}px` }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        if (event.shiftKey) return markUpTo(shot);
        choose(shot, secondAt(event));
        event.currentTarget.setPointerCapture(event.pointerId);
        pressed = { pointer: event.pointerId, x: event.clientX };
      }}
      onPointerMove={(event) => carry(event, number - 1)}
      onPointerUp={drop}
      onPointerCancel={() => (pressed = carried.value = null)}>
      {both && <div class="shot-between"><Keyframe name={shot.to} /></div>}
      {both && <div class="shot-from" style={{ width: each }}><Keyframe name={shot.from} /></div>}
      {width > ROOM.picture && <div class="shot-to" style={{ width: each }}><Keyframe name={shot.to} /></div>}
      {locked && width > ROOM.picture && <span class="shot-lock"><Icon name="lock" /></span>}
      {width > ROOM.words && <span class="shot-note">{number} {words && <em>{words}</em>}</span>}
    </div>
  );
}, sameBlock);

const Border = memo(function Border({ index, second, left, drag, dragged, focusable }: {
  index: number;
  second: number;
  left: number;
  drag: Signal<Drag | null>;
  dragged: boolean;
  focusable: boolean;
}): JSX.Element {
  const within = (wanted: number) => (plan.peek() ? borderWithin(plan.peek()!, index, wanted) : wanted);
  const finish = () => {
    const at = drag.peek()?.second;
    drag.value = null;
    if (at !== undefined) edit((draft) => moveBorder(draft, index, at));
  };
  const step = (direction: 1 | -1, fine: boolean) => {
    const next = fine ? second + direction / 24 : neighbour(grid.peek(), second, direction);
    if (next !== null) edit((draft) => moveBorder(draft, index, next));
  };
  return (
    <div class={`border ${dragged ? "dragged" : ""}`} style={{ transform: `translateX(${left}px)` }}
      role="slider" aria-orientation="horizontal" tabIndex={focusable ? 0 : -1} aria-label={`Cut before shot ${index + 1}`}
      aria-valuemin={0} aria-valuemax={Math.ceil(duration.peek())} aria-valuenow={second} aria-valuetext={clock(second)}
      title="Drag to move the cut. It snaps to bars; hold Alt to move it freely."
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.value = { index, second };
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const wanted = secondAt(event);
        drag.value = { index, second: within(event.altKey ? wanted : snapped(wanted)) };
      }}
      onPointerUp={finish}
      onPointerCancel={() => (drag.value = null)}
      onKeyDown={(event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        event.preventDefault();
        event.stopPropagation();
        step(event.key === "ArrowRight" ? 1 : -1, event.altKey);
      }}
    />
  );
});
