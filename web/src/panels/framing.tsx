// Which part of the picture a shot shows, from where to where: two frames upon the picture, to drag.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Framing, Shot, View } from "../api/plan";
import { aspect } from "../state/store";
import { Button, NumberField, Switch } from "../ui/controls";
import { Keyframe } from "../ui/painted";
import { editShot } from "./shot";

type End = "start" | "end";
type Whole = Required<View>;

const CLOSEST = 4;
const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** A view that nowhere reaches beyond the picture, as `render/views.py` has it. */
function inside({ zoom = 1, x = 0.5, y = 0.5 }: View): Whole {
  const half = 0.5 / zoom;
  return { zoom, x: clamp(x, half, 1 - half), y: clamp(y, half, 1 - half) };
}

const rounded = ({ zoom, x, y }: Whole): Whole => {
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return { zoom: round(zoom), x: round(x), y: round(y) };
};

export function FramingEditor({ shot }: { shot: Shot }): JSX.Element {
  const framing: Framing = shot.framing ?? {};
  const moving = useSignal<{ end: End; view: Whole } | null>(null);
  const views: Record<End, Whole> = {
    start: inside(framing.start ?? {}),
    end: inside(framing.end ?? framing.start ?? {}),
  };
  if (moving.value) views[moving.value.end] = moving.value.view;
  const still = !framing.end;
  const change = (some: Partial<Framing>) => editShot(shot.id, (draft) => (draft.framing = { ...draft.framing, ...some }));
  const commit = (end: End, view: Whole) => {
    moving.value = null;
    change({ [end]: rounded(inside(view)) });
  };
  const ends: End[] = still ? ["start"] : ["end", "start"];
  return (
    <>
      <div class="framing" style={{ aspectRatio: String(aspect.value) }}>
        <div class={framing.mirrored ? "mirrored" : ""}><Keyframe name={shot.to} /></div>
        {ends.map((end) => (
          <Frame key={end} end={end} view={views[end]} onMove={(view) => (moving.value = { end, view })} onDone={(view) => commit(end, view)} />
        ))}
      </div>
      {([...ends].reverse()).map((end) => (
        <NumberField key={end} label={still ? "Closeness" : end === "start" ? "Begins at" : "Ends at"}
          about="1 shows the whole picture, 2 half its width and half its height."
          low={1} high={CLOSEST} step={0.01} value={views[end].zoom} onChange={(zoom) => commit(end, { ...views[end], zoom })} />
      ))}
      <div class="row">
        <Switch label="Moves" about="From one view to another, by the music." value={!still}
          onChange={(moves) => change({ end: moves ? { ...views.start, zoom: views.start.zoom * 1.15 } : null })} />
        <Switch label="Mirrored" value={framing.mirrored ?? false} onChange={(mirrored) => change({ mirrored })} />
        {!still && <Button kind="quiet" icon="swap" label="Turn the movement round" onClick={() => change({ start: views.end, end: views.start })} />}
      </div>
      <NumberField label="Depth" about="How much faster what is near passes than what is far, as the camera moves; 0 is flat." low={0} high={1}
        value={framing.depth ?? 0} onChange={(depth) => change({ depth })} />
      <NumberField label="Orbit" about="How far the camera goes round what it shows, to the left or right. It needs some depth." low={-0.3} high={0.3} step={0.01}
        value={framing.orbit ?? 0} onChange={(orbit) => change({ orbit })} />
    </>
  );
}

interface FrameProps {
  end: End;
  view: Whole;
  onMove: (view: Whole) => void;
  onDone: (view: Whole) => void;
}

const STEP = 0.02;

function Frame({ end, view, onMove, onDone }: FrameProps): JSX.Element {
  const grabbed = useRef<{ x: number; y: number; view: Whole; latest: Whole; resize: boolean } | null>(null);
  const keys: Record<string, Partial<Whole>> = {
    ArrowLeft: { x: view.x - STEP }, ArrowRight: { x: view.x + STEP },
    ArrowUp: { y: view.y - STEP }, ArrowDown: { y: view.y + STEP },
    "+": { zoom: Math.min(CLOSEST, view.zoom * 1.05) }, "-": { zoom: Math.max(1, view.zoom / 1.05) },
  };
  const grab = (event: PointerEvent & { currentTarget: HTMLElement }, resize: boolean) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    grabbed.current = { x: event.clientX, y: event.clientY, view, latest: view, resize };
  };
  const drag = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const held = grabbed.current;
    if (!held) return;
    event.stopPropagation();
    const box = event.currentTarget.closest(".framing")!.getBoundingClientRect();
    const right = (event.clientX - held.x) / box.width;
    const down = (event.clientY - held.y) / box.height;
    // A corner follows the hand; the middle stays.
    held.latest = held.resize
      ? inside({ ...held.view, zoom: clamp(1 / (1 / held.view.zoom + right + down), 1, CLOSEST) })
      : inside({ ...held.view, x: held.view.x + right, y: held.view.y + down });
    onMove(held.latest);
  };
  const drop = () => {
    const held = grabbed.current;
    grabbed.current = null;
    if (held && held.latest !== held.view) onDone(held.latest);
  };
  const percent = (share: number) => `${share * 100}%`;
  return (
    <div class={`frame ${end}`} tabIndex={0} role="group" aria-roledescription="movable frame"
      aria-label={`What is seen at the ${end}: arrow keys move it, plus and minus zoom`}
      style={{ left: percent(view.x - 0.5 / view.zoom), top: percent(view.y - 0.5 / view.zoom), width: percent(1 / view.zoom), height: percent(1 / view.zoom) }}
      onPointerDown={(event) => grab(event, false)} onPointerMove={drag} onPointerUp={drop} onPointerCancel={drop}
      onKeyDown={(event) => {
        const step = keys[event.key];
        if (!step) return;
        event.preventDefault();
        event.stopPropagation();
        onDone(inside({ ...view, ...step }));
      }}>
      <span class="frame-name">{end}</span>
      <span class="corner" onPointerDown={(event) => grab(event, true)} onPointerMove={drag} onPointerUp={drop} onPointerCancel={drop} />
    </div>
  );
}
