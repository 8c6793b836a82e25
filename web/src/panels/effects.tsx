// The effects, in the order in which they are done to every frame.
import type { JSX } from "preact";
import type { Part } from "../api/plan";
import { fieldsOf, plainly, titled } from "../plan/options";
import { moveEffect } from "../plan/parts";
import { forget, offEffects, switchOff, switchOn } from "../plan/switches";
import { edit } from "../state/editing";
import { catalog, plan } from "../state/store";
import { Button, Power } from "../ui/controls";
import { OptionsForm } from "../ui/options-form";

/** They are words, and have a panel of their own. */
const WRITTEN = new Set(["lyrics", "title", "credits"]);

export function EffectsPanel(): JSX.Element {
  const effects = plan.value?.effects ?? [];
  const off = plan.value ? offEffects(plan.value) : [];
  return (
    <>
      <header class="panel-head">
        <div>
          <h2>Effects</h2>
          <p class="quiet">Done to every frame, from the top down.</p>
        </div>
      </header>
      <ul class="stack">
        {effects.map((part, index) => !WRITTEN.has(part.use) && (
          <Effect key={`${part.use}-${index}`} part={part} index={index} count={effects.length} />
        ))}
        {off.map(({ part }) => (
          <li key={`off-${part.use}`} class="effect off">
            <Power label={part.use} on={false} onClick={() => edit((draft) => switchOn(draft, part.use))} />
            <span>{titled(part.use)}</span>
            <Button kind="quiet" icon="trash" label={`Forget ${part.use}`} onClick={() => forget(part.use)} />
          </li>
        ))}
      </ul>
      <More />
    </>
  );
}

/** The lanes that move it, for the head of a folded effect. */
function movers(part: Part): string {
  const lanes = Object.values(part).flatMap((value) => (typeof value === "object" && value && "lane" in value ? [String(value.lane)] : []));
  return [...new Set(lanes)].join(", ");
}

function Effect({ part, index, count }: { part: Part; index: number; count: number }): JSX.Element {
  const plugIn = catalog.value?.effects[part.use];
  const set = (option: string, value: unknown) => edit((draft) => {
    const effect = draft.effects?.[index];
    if (effect) effect[option] = value;
  });
  return (
    <li class="effect">
      <Power label={part.use} on onClick={() => edit((draft) => switchOff(draft, index))} />
      <details>
        <summary title={plugIn?.about}>
          <span>{titled(part.use)}</span>
          <span class="quiet">{movers(part)}</span>
        </summary>
        <div class="fold-body">
          {plugIn && <p class="quiet">{plainly(plugIn.about)}</p>}
          {plugIn && <OptionsForm plugIn={plugIn} part={part} onChange={set} />}
          <div class="row">
            <Button kind="quiet" icon="up" label="Earlier" disabled={index === 0} onClick={() => edit((draft) => moveEffect(draft, index, index - 1))} />
            <Button kind="quiet" icon="down" label="Later" disabled={index + 1 >= count} onClick={() => edit((draft) => moveEffect(draft, index, index + 1))} />
            <Button kind="quiet" icon="trash" onClick={() => edit((draft) => void draft.effects?.splice(index, 1))}>Take it out</Button>
          </div>
        </div>
      </details>
    </li>
  );
}

/** Where a new effect begins: its first number a quarter up its range, so that it is seen at once. */
function begun(use: string): Part {
  const plugIn = catalog.peek()?.effects[use];
  const amount = plugIn && fieldsOf(plugIn).find((field) => field.kind === "number" && field.drivable);
  if (amount?.kind !== "number" || (amount.initial ?? 0) > 0) return { use };
  return { use, [amount.name]: Number((amount.low + (amount.high - amount.low) / 4).toPrecision(2)) };
}

function More(): JSX.Element {
  const there = new Set(plan.value?.effects?.map((part) => part.use));
  const others = Object.entries(catalog.value?.effects ?? {}).filter(([use]) => !there.has(use) && !WRITTEN.has(use));
  return (
    <section class="more">
      <h3>Add an effect</h3>
      <div class="chips">
        {others.map(([use, { about }]) => (
          <Button key={use} icon="plus" label={about} onClick={() => edit((draft) => (draft.effects ??= []).push(begun(use)))}>
            {titled(use)}
          </Button>
        ))}
      </div>
    </section>
  );
}
