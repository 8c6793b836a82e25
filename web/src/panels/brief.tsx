// One picture of the film: what it is made from and how it is painted.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { api } from "../api/client";
import type { Brief } from "../api/plan";
import { addPicture, changeBrief, lock, lookOf, showPicture, unlock } from "../plan/keyframes";
import { edit } from "../state/editing";
import { plan, revision } from "../state/store";
import { attempt } from "../state/toasts";
import { Button, Choice, Fold, NumberField, TextField } from "../ui/controls";
import { FileButton } from "../ui/files";
import { titled } from "../plan/options";
import { StyleGallery } from "./styles";

const SEEDS = 2 ** 31;

export function BriefEditor({ name }: { name: string }): JSX.Element | null {
  const brief = plan.value?.keyframes[name];
  if (!brief) return null;
  const change = (some: Partial<Brief>) => edit((draft) => changeBrief(draft, name, some));
  const own = async ([file]: File[]) => {
    if (!file) return;
    const { name: wanted, ref } = await api.addPicture(file);
    edit((draft) => showPicture(draft, name, addPicture(draft, wanted, ref)));
  };
  const painted = brief.paint !== false && brief.picture;
  if (brief.lock) {
    return (
      <div class="brief">
        <div class="locked">
          <p>This picture is locked: nothing paints it anew.</p>
          <Button icon="unlock" onClick={() => edit((draft) => unlock(draft, name))}>Unlock</Button>
        </div>
      </div>
    );
  }
  return (
    <div class="brief">
      <div class="row">
        {painted ? (
          <Button icon="dice" onClick={() => change({ seed: Math.floor(Math.random() * SEEDS) })}>Paint another</Button>
        ) : (
          <Button icon="pencil" disabled={!brief.picture} onClick={() => change({ paint: true })}>Paint it</Button>
        )}
        <FileButton icon="picture" accept="image/*" onFiles={(files) => attempt(() => own(files), "files")}>Use my own</FileButton>
        <Button kind="quiet" icon="lock" label="Lock this picture: nothing paints it anew" onClick={() => edit((draft) => lock(draft, name))} />
      </div>
      {!painted && <p class="quiet">{brief.picture ? "The picture is shown as it is." : "Black."}</p>}
      {painted && <Replaced name={name} />}
      {painted && <Painting name={name} brief={brief} change={change} />}
    </div>
  );
}

/** A painting in whose place somebody has put a file: what is changed here is not seen as long as it is there. */
function Replaced({ name }: { name: string }): JSX.Element | null {
  const file = useSignal<string | null>(null);
  const look = plan.value && lookOf(plan.value, name);
  useEffect(() => {
    api.ownFile(name).then((answer) => (file.value = answer.file), () => (file.value = null));
  }, [look, revision.value]);
  if (!file.value) return null;
  return <p class="quiet">In its place a picture of your own is shown, {file.value}. Take that file away to see the painting.</p>;
}

interface PaintingProps {
  name: string;
  brief: Brief;
  change: (some: Partial<Brief>) => void;
}

function Painting({ name, brief, change }: PaintingProps): JSX.Element {
  const pictures = Object.keys(plan.value?.pictures ?? {});
  return (
    <>
      <Fold title="Style" aside={brief.style_picture ?? (brief.style ? titled(brief.style) : "the picture's own")}>
        <StyleGallery brief={brief} onChoose={(style) => change({ style, exemplar: null, style_picture: null })} />
      </Fold>
      <TextField label="What you want to see" about="Words that lead the painter." rows={2} value={brief.prompt ?? ""}
        placeholder="a dark, golden forest" onChange={(prompt) => change({ prompt })} />
      <AutoNumber label="Freedom" about="0 keeps the picture's structure, 1 dreams freely." value={brief.strength ?? null} usual={0.5}
        onChange={(strength) => change({ strength })} />
      <Fold title="More of this picture">
        {pictures.length > 1 && (
          <Choice label="Made from" value={brief.picture ?? ""} choices={pictures.map((one) => [one, one] as const)}
            onChange={(picture) => change({ picture })} />
        )}
        <AutoNumber label="Take" about="How free a take of the artwork is made before it is painted." value={brief.take ?? null} usual={0.3}
          onChange={(take) => change({ take })} />
        <Choice label="Where shapes differ" about="How a picture of another shape fills the film." value={brief.fit ?? ""}
          choices={[["", "as fits best"], ["reframe", "paint further out"], ["crop", "crop"], ["contain", "show whole"]]}
          onChange={(fit) => change({ fit: (fit || null) as Brief["fit"] })} />
        <TextField label="Seed" about="The same seed gives the same picture." value={String(brief.seed ?? 0)}
          onChange={(text) => /^\d{1,9}$/.test(text.trim()) && change({ seed: Number(text) })} />
        {brief.caption && <p class="quiet caption">Heard here: “{brief.caption}”</p>}
        <p class="quiet">Its name in the plan is {name}.</p>
      </Fold>
    </>
  );
}

/** A number that the painter chooses until somebody does. */
function AutoNumber({ label, about, value, usual, onChange }: {
  label: string;
  about: string;
  value: number | null;
  usual: number;
  onChange: (value: number | null) => void;
}): JSX.Element {
  return (
    <NumberField label={label} about={about} low={0} high={1} value={value ?? usual} shown={value === null ? "auto" : undefined}
      onChange={onChange}
      aside={value !== null && <button type="button" class="link" onClick={() => onChange(null)}>auto</button>} />
  );
}
