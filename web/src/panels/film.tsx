// Making the film: where it will be shown, how far it is, what was made, and earlier versions of the plan.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { api, urls } from "../api/client";
import type { Film, Job, Version } from "../api/types";
import { titled } from "../plan/options";
import { playPart } from "../state/player";
import { activeJobs, catalog, jobs, part, plan, state } from "../state/store";
import { choosePart, markShot, markStart, markStop, stretchNow } from "../state/stretch";
import { attempt, tell } from "../state/toasts";
import { Button, Segments, Switch } from "../ui/controls";
import { PainterDials } from "./painter";
import { Icon } from "../ui/icons";
import { Progress, sentence } from "../ui/progress";
import { clock } from "../ui/time";

export function FilmPanel(): JSX.Element {
  return (
    <>
      <header class="panel-head">
        <div>
          <h2>Film</h2>
          <p class="quiet">{plan.value && `${plan.value.size.join(" × ")}, ${plan.value.fps} frames a second`}</p>
        </div>
      </header>
      <Render />
      <Films />
      <Versions />
      <PainterDials />
    </>
  );
}

/** Whose own spelling is another one. */
const NAMES: Record<string, string> = { youtube: "YouTube", tiktok: "TikTok" };

function Render(): JSX.Element {
  const chosen = useSignal<readonly string[]>([]);
  const draft = useSignal(false);
  const running = activeJobs.value.filter((job) => job.what === "render");
  const pick = (name: string, on: boolean) =>
    (chosen.value = on ? [...chosen.value, name] : chosen.value.filter((one) => one !== name));
  const marked = part.value === "all" ? null : stretchNow();
  const order = () => api.render({
    shelves: chosen.value, draft: draft.value, loop: part.value === "loop",
    stretch: marked && [marked.start, marked.end],
  });
  return (
    <section>
      <Part />
      <h3>Where it will be shown</h3>
      <div class="shelves">
        {(catalog.value?.shelves ?? []).map(({ name, about }) => (
          <label key={name} class="shelf">
            <input type="checkbox" checked={chosen.value.includes(name)} onChange={(event) => pick(name, event.currentTarget.checked)} />
            <span>{NAMES[name] ?? titled(name)}</span>
            <span class="quiet">{about}</span>
          </label>
        ))}
      </div>
      {!chosen.value.length && <p class="quiet">None chosen: one film, as the plan has it.</p>}
      <div class="make">
        <Switch label={part.value !== "all" ? "Draft: small, and soon made" : "Draft: its loudest ten seconds, small"} value={draft.value} onChange={(on) => (draft.value = on)} />
        <Button kind="main" icon="play" disabled={!plan.value} onClick={() => attempt(order, "films")}>
          {madeOf(chosen.value.length, draft.value)}
        </Button>
      </div>
      {running.map((job) => <Running key={job.id} job={job} />)}
      {failures().map((job) => <p key={job.id} class="wrong" role="alert">{sentence(job.label)}: {job.error}</p>)}
    </section>
  );
}

/** Those that failed since something else was begun. */
function failures(): Job[] {
  const renders = [...jobs.value.values()].filter((job) => job.what === "render");
  return renders.slice(renders.findLastIndex((job) => job.state !== "failed") + 1);
}

function madeOf(shelves: number, draft: boolean): string {
  const what = part.value === "all" ? "film" : part.value;
  if (shelves > 1) return `Make ${shelves} ${draft ? "drafts" : `${what}s`}`;
  return draft ? "Make a draft" : part.value === "all" ? "Make the film" : `Make the ${what}`;
}

/** Which part of the film: all, a stretch, or a loop. */
function Part(): JSX.Element {
  const marked = stretchNow();
  const told = {
    all: "",
    part: "Its cuts and pictures are those of the film. Drag its ends on the timeline.",
    loop: marked
      ? "As many whole bars as come nearest to what is marked; it ends where it begins."
      : "Whole bars, the loudest of the song; it ends where it begins. Mark a part to choose others.",
  }[part.value];
  return (
    <>
      <Segments label="Which part" value={part.value} choices={[["all", "All of it"], ["part", "A part"], ["loop", "A loop"]]} onChange={choosePart} />
      {part.value !== "all" && (
        <div class="part">
          {marked && <p><strong>{clock(marked.start)} – {clock(marked.end)}</strong> <span class="quiet">{(marked.end - marked.start).toFixed(1)} s</span></p>}
          <div class="row">
            <Button label="The part begins at the playhead" keys="I" onClick={markStart}>From here</Button>
            <Button label="The part ends at the playhead" keys="O" onClick={markStop}>Up to here</Button>
            <Button label="The part is the chosen shot" onClick={markShot}>This shot</Button>
            {marked && <Button kind="quiet" icon="play" label="Play the part" onClick={() => playPart(marked)} />}
          </div>
          <p class="quiet">{told}</p>
        </div>
      )}
    </>
  );
}

function Running({ job }: { job: Job }): JSX.Element {
  return (
    <div class="running">
      <Progress job={job} />
      <Button kind="quiet" icon="close" label={`Stop: ${job.label}`} onClick={() => attempt(() => api.cancel(job.id))} />
    </div>
  );
}

function Films(): JSX.Element | null {
  const films = state.value?.films ?? [];
  const shown = useSignal<string | null>(null);
  if (!films.length) return null;
  return (
    <section>
      <h3>Made</h3>
      <ul class="films">
        {films.map((film) => (
          <li key={film.id}>
            <button type="button" class="link" aria-expanded={shown.value === film.id}
              onClick={() => (shown.value = shown.value === film.id ? null : film.id)}>{film.name}</button>
            <span class="quiet">{size(film)}</span>
            <a class="button quiet bare" href={urls.film(film.id)} download={film.name} aria-label={`Download ${film.name}`} title="Download"><Icon name="download" /></a>
            {shown.value === film.id && <video src={urls.film(film.id)} controls preload="metadata" />}
          </li>
        ))}
      </ul>
    </section>
  );
}

const size = (film: Film) => `${(film.bytes / 1e6).toFixed(1)} MB`;

function Versions(): JSX.Element {
  const versions = useSignal<Version[]>([]);
  const name = useSignal("");
  const load = async () => void (versions.value = await api.versions());
  useEffect(() => attempt(load), []);
  const keep = async () => {
    await api.keepVersion(name.value.trim());
    name.value = "";
    await load();
  };
  const restore = async (version: Version) => {
    await api.restore(version.id);
    tell(`“${version.name}” is back. Undo returns to where you were.`);
  };
  return (
    <section>
      <h3>Versions</h3>
      <form class="row" onSubmit={(event) => {
        event.preventDefault();
        if (name.value.trim()) attempt(keep);
      }}>
        <input type="text" aria-label="Name of the version" placeholder="Name, such as: before the chorus" value={name.value}
          onInput={(event) => (name.value = event.currentTarget.value)} />
        <button type="submit" class="button plain" disabled={!name.value.trim()}>Keep</button>
      </form>
      <ul class="versions">
        {versions.value.map((version) => (
          <li key={version.id}>
            <span>{version.name}</span>
            <Button kind="quiet" onClick={() => attempt(() => restore(version))}>Return to it</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
