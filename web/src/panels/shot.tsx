// What is seen in the chosen shot: its two pictures, the view of them, how it takes over.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Shot } from "../api/plan";
import { isLocked, onlyFor, uses } from "../plan/keyframes";
import { swapLooks } from "../plan/shots";
import { edit } from "../state/editing";
import { joinNext, removeShot } from "../state/keys";
import { catalog, plan, selectedIndex, selectedShot } from "../state/store";
import { Button, Choice, Fold, TextField } from "../ui/controls";
import { ControlField, OptionsForm } from "../ui/options-form";
import { plainly, titled } from "../plan/options";
import { Icon } from "../ui/icons";
import { Keyframe } from "../ui/painted";
import { clock } from "../ui/time";
import { BriefEditor } from "./brief";
import { FramingEditor } from "./framing";

/** Changes the chosen shot. */
export function editShot(id: string, change: (shot: Shot) => void): void {
  edit((draft) => {
    const shot = draft.shots.find((one) => one.id === id);
    if (shot) change(shot);
  });
}

export function ShotPanel(): JSX.Element {
  const shot = selectedShot.value;
  if (!shot) {
    return (
      <div class="empty-panel">
        <p>Choose a shot on the timeline to change what is seen in it.</p>
        <p class="quiet">↑ and ↓ go from one to the next; S cuts at the playhead.</p>
      </div>
    );
  }
  return <ChosenShot key={shot.id} shot={shot} />;
}

function ChosenShot({ shot }: { shot: Shot }): JSX.Element {
  const index = selectedIndex.value;
  const count = plan.value?.shots.length ?? 0;
  return (
    <>
      <header class="panel-head">
        <div>
          <h2>Shot {index + 1}</h2>
          <p class="quiet">{clock(shot.start)} – {clock(shot.end)}, {(shot.end - shot.start).toFixed(1)} s</p>
        </div>
        <div class="row">
          <Button kind="quiet" icon="swap" label="Change places with the next shot" disabled={index + 1 >= count}
            onClick={() => edit((draft) => swapLooks(draft, index, index + 1))} />
          <Button kind="quiet" icon="join" label="Join with the next shot" keys="J" disabled={index + 1 >= count} onClick={joinNext} />
          <Button kind="quiet" icon="trash" label="Take the shot out" keys="Delete" disabled={count < 2} onClick={removeShot} />
        </div>
      </header>
      <Pictures shot={shot} />
      <Fold title="Framing" aside={shot.note?.split(",")[0]} open>
        <FramingEditor shot={shot} />
      </Fold>
      <Fold title="Transition" aside={shot.transition ? titled(shot.transition.use) : "Cut"}>
        <Transition shot={shot} first={index === 0} />
      </Fold>
      <Fold title="Movement">
        <Movement shot={shot} />
      </Fold>
      <TextField label="Note" about="For people: nothing reads it." value={shot.note ?? ""}
        onChange={(note) => editShot(shot.id, (draft) => (draft.note = note))} />
    </>
  );
}

type Side = "from" | "to";

function Pictures({ shot }: { shot: Shot }): JSX.Element {
  const side = useSignal<Side>("to");
  const name = shot[side.value];
  const shared = plan.value ? uses(plan.value, name) : 0;
  return (
    <section class="pictures">
      <div class="sides" role="group" aria-label="Which picture is edited">
        {(["from", "to"] as const).map((one) => (
          <button key={one} type="button" class="side" aria-pressed={side.value === one} onClick={() => (side.value = one)}>
            <Keyframe name={shot[one]} />
            <span>{isLocked(plan.value, shot[one]) && <Icon name="lock" />}{one === "from" ? "Leaves" : "Moves to"}</span>
          </button>
        ))}
      </div>
      {shared > 1 && (
        <p class="shared">
          <span>This picture is seen in {shared} shots{!isLocked(plan.value, name) && "; all of them change"}.</span>
          <Button kind="quiet" onClick={() => edit((draft) => void onlyFor(draft, shot.id, side.value))}>Only for this shot</Button>
        </p>
      )}
      <BriefEditor key={name} name={name} />
    </section>
  );
}

function Transition({ shot, first }: { shot: Shot; first: boolean }): JSX.Element {
  const all = catalog.value?.transitions ?? {};
  const chosen = shot.transition ? all[shot.transition.use] : undefined;
  if (first) return <p class="quiet">The first shot has nothing to take over from.</p>;
  return (
    <>
      <Choice label="Takes over by" value={shot.transition?.use ?? ""}
        choices={[["", "Cut"], ...Object.keys(all).map((use) => [use, titled(use)] as const)]}
        onChange={(use) => editShot(shot.id, (draft) => (draft.transition = use ? { use } : null))} />
      {chosen && <p class="quiet">{plainly(chosen.about)}</p>}
      {chosen && shot.transition && (
        <OptionsForm plugIn={chosen} part={shot.transition}
          onChange={(option, value) => editShot(shot.id, (draft) => draft.transition && (draft.transition[option] = value))} />
      )}
    </>
  );
}

const SHARE = { low: 0, high: 1 };

function Movement({ shot }: { shot: Shot }): JSX.Element {
  return (
    <>
      <ControlField label="Leap" about="How far it leaps ahead where the shot begins, as a share of the way that is left: a hard cut." range={SHARE}
        value={shot.jump ?? 0} onChange={(jump) => editShot(shot.id, (draft) => (draft.jump = jump))} />
      <ControlField label="Push" about="How far the beat pushes the picture ahead, as a share of the way." range={SHARE}
        value={shot.kick ?? 0} onChange={(kick) => editShot(shot.id, (draft) => (draft.kick = kick))} />
      <ControlField label="Travel" about="How far the picture changes on its way, from where it begins to the next picture." range={SHARE}
        value={shot.travel ?? { lane: "travel", amount: 1 }} onChange={(travel) => editShot(shot.id, (draft) => (draft.travel = travel))} />
    </>
  );
}
