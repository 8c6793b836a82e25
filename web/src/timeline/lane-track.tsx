// A lane below the shots. One that is drawn by hand has points to drag: press to add one, double click to take it away.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { pointsOf, type Point } from "../plan/parts";
import { edit } from "../state/editing";
import { duration, songStart, openLane, plan } from "../state/store";
import { Button } from "../ui/controls";
import { clock } from "../ui/time";
import { grid, snapped } from "./grid";
import { contentWidth, secondAt, seen, TOPS, TRACKS, zoom } from "./scale";
import { neighbour } from "../plan/shots";

const PAD = 4;
const INNER = TRACKS.lane - 2 * PAD;

/** In the order of their times, each within the film. */
function placed(points: readonly Point[], index: number, [second, value]: Point): Point[] {
  const others = points.filter((_, other) => other !== index);
  const low = Math.max(0, points[index - 1]?.[0] ?? 0);
  const high = points[index + 1]?.[0] ?? Infinity;
  const point: Point = [Math.min(Math.max(second, low), high), Math.min(1, Math.max(0, value))];
  return [...others.slice(0, index), point, ...others.slice(index)];
}

export function LaneTrack({ name }: { name: string }): JSX.Element {
  const moving = useSignal<Point[] | null>(null);
  const strip = useRef<SVGSVGElement>(null);
  const stored = pointsOf(plan.value?.lanes?.[name]);
  const points = moving.value ?? stored;
  const held = plan.value?.lanes?.[name]?.["shape"] === "hold";

  const pointAt = (event: PointerEvent | MouseEvent): Point => {
    const box = strip.current!.getBoundingClientRect();
    const second = secondAt(event);
    const value = 1 - (event.clientY - box.top - PAD) / INNER;
    return [(event.altKey ? second : near(second)) + songStart.peek(), Math.min(1, Math.max(0, value))];
  };
  const commit = (next: Point[]) => {
    moving.value = null;
    edit((draft) => {
      const lane = draft.lanes?.[name];
      if (lane) lane["points"] = next.map(([second, value]) => [round(second), round(value)]);
    });
  };
  const add = (event: PointerEvent) => {
    if (!points || event.button !== 0) return;
    const point = pointAt(event);
    commit([...points, point].sort(([a], [b]) => a - b));
  };

  return (
    <div class="lane-track" style={{ top: `${TOPS.lane}px`, height: `${TRACKS.lane}px` }}>
      <div class="lane-name">
        <span>{name}</span>
        <Button kind="quiet" icon="close" label={`Close the lane ${name}`} onClick={() => (openLane.value = null)} />
      </div>
      {points && (
        <svg ref={strip} class="lane-points" role="group" aria-label={`Points of the lane ${name}`} width={contentWidth.value} height={TRACKS.lane} onPointerDown={add}>
          <title>Press to add a point, drag to move it, double click to take it away. It snaps to bars; hold Alt to move it freely.</title>
          <path d={outline(points, held)} />
          {points.map((point, index) => inSight(point) && (
            <Handle key={index} point={point} onMove={(event) => (moving.value = placed(points, index, pointAt(event)))}
              onDrop={() => moving.value && commit(moving.value)}
              onNudge={(seconds, value) => commit(placed(points, index, [point[0] + seconds, point[1] + value]))}
              onRemove={() => points.length > 1 && commit(points.filter((_, other) => other !== index))} />
          ))}
        </svg>
      )}
    </div>
  );
}

const round = (value: number) => Math.round(value * 1e4) / 1e4;
const xOf = (second: number) => (second - songStart.value) * zoom.value;
const yOf = (value: number) => PAD + (1 - value) * INNER;
const inSight = ([second]: Point) => second - songStart.value >= seen.value.start - 1 && second - songStart.value <= seen.value.end + 1;

/** Snaps where a bar is nearer than this many pixels. */
function near(second: number): number {
  const bar = snapped(second);
  return Math.abs(bar - second) * zoom.peek() < 6 ? bar : second;
}

function outline(points: readonly Point[], held: boolean): string {
  let path = `M0 ${yOf(points[0]![1])}`;
  for (const [second, value] of points) path += held ? `H${xOf(second)}V${yOf(value)}` : `L${xOf(second)} ${yOf(value)}`;
  return `${path}H${duration.value * zoom.value}`;
}

function Handle({ point: [second, value], onMove, onDrop, onNudge, onRemove }: {
  point: Point;
  onMove: (event: PointerEvent) => void;
  onDrop: () => void;
  onNudge: (seconds: number, value: number) => void;
  onRemove: () => void;
}): JSX.Element {
  const keys: Record<string, () => void> = {
    ArrowUp: () => onNudge(0, 0.05),
    ArrowDown: () => onNudge(0, -0.05),
    ArrowLeft: () => onNudge((neighbour(grid.peek(), second - songStart.peek(), -1) ?? second - songStart.peek() - 0.5) - (second - songStart.peek()), 0),
    ArrowRight: () => onNudge((neighbour(grid.peek(), second - songStart.peek(), 1) ?? second - songStart.peek() + 0.5) - (second - songStart.peek()), 0),
    Delete: onRemove,
    Backspace: onRemove,
  };
  return (
    <circle cx={xOf(second)} cy={yOf(value)} r={5} tabindex={0} role="slider" aria-label={`Point at ${clock(second - songStart.value)}`}
      aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(value * 100)}
      onPointerDown={(event) => {
        event.stopPropagation();
        if (event.button === 0) event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && onMove(event)}
      onPointerUp={onDrop}
      onDblClick={onRemove}
      onKeyDown={(event) => {
        const act = keys[event.key];
        if (!act) return;
        event.preventDefault();
        event.stopPropagation();
        act();
      }}
    />
  );
}
