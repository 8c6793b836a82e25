// The stretch that is marked: a band above the shots, with an end at either side to drag.
import type { JSX } from "preact";
import { neighbour } from "../plan/shots";
import { markEnd, stretchNow } from "../state/stretch";
import { duration, plan, type Stretch } from "../state/store";
import { clock } from "../ui/time";
import { grid, snappedTo } from "./grid";
import { secondAt, TOPS, zoom } from "./scale";

const NAMES: Record<keyof Stretch, string> = { start: "Beginning of the marked part", end: "End of the marked part" };
/** Pixels within which an end keeps to a cut or a bar. */
const NEAR = 8;

/** Cuts, and bars where they are sure. */
function moments(): number[] {
  const cuts = plan.peek()?.shots.flatMap((shot) => [shot.start, shot.end]) ?? [];
  return [...cuts, ...grid.peek()].sort((a, b) => a - b);
}

export function near(event: PointerEvent): number {
  const second = secondAt(event);
  return event.altKey ? second : snappedTo(moments(), second, NEAR / zoom.peek());
}

export function MarkedPart(): JSX.Element | null {
  const marked = stretchNow();
  if (!marked) return null;
  const left = marked.start * zoom.value;
  return (
    <div class="marked" style={{ transform: `translateX(${left}px)`, width: `${marked.end * zoom.value - left}px`, height: `${TOPS.shots}px` }}>
      {(["start", "end"] as const).map((end) => <End key={end} end={end} second={marked[end]} />)}
    </div>
  );
}

function End({ end, second }: { end: keyof Stretch; second: number }): JSX.Element {
  return (
    <span class={`marked-${end}`} role="slider" tabIndex={0} aria-label={NAMES[end]} aria-orientation="horizontal"
      aria-valuemin={0} aria-valuemax={Math.ceil(duration.value)} aria-valuenow={second} aria-valuetext={clock(second)}
      title="Drag it. It keeps to cuts and bars; hold Alt to move it freely."
      onPointerDown={(event) => {
        if (event.button === 0) event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && markEnd(end, near(event))}
      onKeyDown={(event) => {
        const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key] as 1 | -1 | undefined;
        if (!direction) return;
        event.preventDefault();
        event.stopPropagation();
        markEnd(end, event.altKey ? second + direction / 24 : (neighbour(moments(), second, direction) ?? second));
      }}
    />
  );
}
