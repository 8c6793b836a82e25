// Lanes: what is heard as curves, and what each of them moves.
import { useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { fieldsOf, plainly, titled } from "../plan/options";
import { addLane, followers, isFollowed, movables, pointsOf } from "../plan/parts";
import { isMuted, mute, unmute } from "../plan/switches";
import { edit } from "../state/editing";
import { catalog, duration, lanes, songStart, openLane, plan } from "../state/store";
import { theme } from "../state/theme";
import { Button, Choice, NumberField, Power } from "../ui/controls";
import { OptionsForm } from "../ui/options-form";

export function LanesPanel(): JSX.Element {
  const all = plan.value?.lanes ?? {};
  const draw = () => {
    let made = "";
    edit((draft) => (made = addLane(draft, songStart.peek(), songStart.peek() + duration.peek())));
    openLane.value = made;
  };
  return (
    <>
      <header class="panel-head">
        <div>
          <h2>Lanes</h2>
          <p class="quiet">What is heard, as curves that move the picture.</p>
        </div>
        <Button icon="pencil" onClick={draw}>Draw one</Button>
      </header>
      <ul class="stack">
        {Object.keys(all).map((name) => <LaneRow key={name} name={name} />)}
      </ul>
    </>
  );
}

function LaneRow({ name }: { name: string }): JSX.Element {
  const current = plan.value!;
  const lane = current.lanes![name]!;
  const muted = isMuted(current, name);
  const followed = followers(current, name);
  const open = openLane.value === name;
  return (
    <li class={`lane ${muted ? "off" : ""}`}>
      <Power label={name} on={!muted} onClick={() => edit((draft) => (muted ? unmute : mute)(draft, name))} />
      <details open={open && followed.length === 0}>
        <summary>
          <span>{titled(name)}</span>
          <Spark name={name} />
        </summary>
        <div class="fold-body">
          {!muted && <Source name={name} />}
          {followed.length > 0 && <h3>Moves</h3>}
          {followed.map((follower) => (
            <NumberField key={follower.label} label={follower.label} value={follower.amount} low={0} high={Math.max(0.05, follower.amount * 2, 1e-3)}
              onChange={(amount) => edit((draft) => follower.set(draft, amount))} />
          ))}
          {!muted && <LetMove name={name} none={!followed.length} />}
          {!isFollowed(current, name) && (
            <Button kind="quiet" icon="trash" onClick={() => edit((draft) => void delete draft.lanes?.[name])}>Take it out</Button>
          )}
        </div>
      </details>
      <Button kind="quiet" icon={pointsOf(lane) && !muted ? "pencil" : "curve"} label={open ? `Close ${name} below the timeline` : `Show ${name} below the timeline`}
        pressed={open} onClick={() => (openLane.value = open ? null : name)} />
    </li>
  );
}

/** Gives it something to move. */
function LetMove({ name, none }: { name: string; none: boolean }): JSX.Element {
  const choices = movables(plan.value!, name, catalog.value?.effects ?? {});
  return (
    <Choice label={none ? "Nothing follows it yet: let it move" : "Let it move"} value=""
      choices={[["", "..."], ...choices.map(({ label }) => [label, label] as const)]}
      onChange={(chosen) => edit((draft) => choices.find(({ label }) => label === chosen)?.follow(draft, name))} />
  );
}

/** What it follows, and how. */
function Source({ name }: { name: string }): JSX.Element | null {
  const lane = plan.value?.lanes?.[name];
  const sources = catalog.value?.sources ?? {};
  const plugIn = lane && sources[lane.use];
  if (!lane || !plugIn) return null;
  // Sources that need a file, or points of their own, are not chosen from a list.
  const simple = Object.entries(sources).filter(([use, source]) => use === lane.use || fieldsOf(source).every((field) => !field.required));
  return (
    <>
      <p class="quiet">{plainly(plugIn.about)}</p>
      <Choice label="Follows" value={lane.use} choices={simple.map(([use]) => [use, titled(use)] as const)}
        onChange={(use) => edit((draft) => void (draft.lanes![name] = { use }))} />
      <OptionsForm plugIn={plugIn} part={lane} onChange={(option, value) => edit((draft) => void (draft.lanes![name]![option] = value))} />
    </>
  );
}

const SPARK = { width: 150, height: 24 };

function Spark({ name }: { name: string }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useSignalEffect(() => {
    const values = lanes.value[name]?.values ?? [];
    void theme.value;
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    context.clearRect(0, 0, SPARK.width, SPARK.height);
    context.fillStyle = getComputedStyle(element).color;
    const each = values.length / SPARK.width;
    for (let x = 0; x < SPARK.width && values.length; x++) {
      const first = Math.floor(x * each);
      const tall = Math.max(1, Math.max(0, ...values.slice(first, Math.max(first + 1, Math.floor((x + 1) * each)))) * SPARK.height);
      context.fillRect(x, SPARK.height - tall, 1, tall);
    }
  });
  return <canvas ref={canvas} class="spark" width={SPARK.width} height={SPARK.height} aria-hidden="true" />;
}
