// The empty page: a song, pictures, a preset; then what is heard, until the film's plan is there.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { api, urls } from "../api/client";
import type { Picture } from "../api/types";
import { activeJobs, catalog, hearing, jobs, songTitle, state } from "../state/store";
import { takeFiles, uploading } from "../state/files";
import { attempt } from "../state/toasts";
import { Button, Segments } from "../ui/controls";
import { FileButton } from "../ui/files";
import { Icon } from "../ui/icons";
import { Progress } from "../ui/progress";
import { clock } from "../ui/time";
import { Wave } from "../ui/wave";
import { titled } from "../plan/options";

const SHAPES = { wide: [1280, 720], square: [1080, 1080], tall: [720, 1280] } as const;
type Shape = keyof typeof SHAPES;
/** The preset that has a shape and a painter of its own. */
const PAPER = "paper";

export function Start(): JSX.Element {
  const working = activeJobs.value.filter((job) => job.what === "listen" || job.what === "plan");
  return (
    <main class="start">
      <div class="start-inner">
        <h1>A song and a picture in,<br />a film that moves with the music out.</h1>
        <Inputs />
        {working.length ? working.map((job) => <Progress key={job.id} job={job} />) : <Begin />}
        <Failure />
      </div>
    </main>
  );
}

function Inputs(): JSX.Element {
  const take = (files: File[]) => attempt(() => takeFiles(files), "files");
  const song = state.value?.song;
  const pictures = state.value?.pictures ?? [];
  return (
    <div class="inputs">
      <div class={`input ${song ? "there" : ""}`}>
        <Icon name="song" />
        {song ? (
          <p><strong>{songTitle.value}</strong><br /><span class="quiet">{[song.artist, clock(song.duration, false)].filter(Boolean).join(" · ")}</span></p>
        ) : (
          <p>Drop a song here<br /><span class="quiet">any file with sound</span></p>
        )}
        <FileButton icon="plus" accept="audio/*,video/*" onFiles={take}>{song ? "Another song" : "Choose a song"}</FileButton>
      </div>
      <div class={`input ${pictures.length ? "there" : ""}`}>
        <Icon name="picture" />
        {pictures.length ? <Pictures pictures={pictures} /> : (
          <p>and one or more pictures<br /><span class="quiet">a cover, a photograph, a painting</span></p>
        )}
        <FileButton icon="plus" accept="image/*" multiple onFiles={take}>{pictures.length ? "More pictures" : "Choose pictures"}</FileButton>
      </div>
      {song && hearing.value && <Wave />}
      {uploading.value && <p class="quiet" role="status">Reading {uploading.value} ...</p>}
    </div>
  );
}

function Pictures({ pictures }: { pictures: readonly Picture[] }): JSX.Element {
  return (
    <>
      <ul class="thumbs">
        {pictures.map(({ name, file, ref }) => (
          <li key={name} title={file}>
            <img src={urls.picture(name, ref.sha256)} alt={name} draggable={false} />
            <Button kind="quiet" icon="close" label={`Take ${name} away`} onClick={() => attempt(() => api.forgetPicture(name), "files")} />
          </li>
        ))}
      </ul>
      {pictures.length === 1 && <p class="quiet">More are spread over the song.</p>}
    </>
  );
}

function Begin(): JSX.Element {
  const preset = useSignal("default");
  const shape = useSignal<Shape>("wide");
  const song = state.value?.song;
  const pictures = state.value?.pictures ?? [];
  const fixed = preset.value === PAPER;
  const begin = () => {
    const [width, height] = SHAPES[shape.value];
    const recipe = preset.value === "default" ? null : preset.value;
    const size = fixed ? {} : { "film.width": width, "film.height": height };
    return api.begin(pictures.map(({ name }) => name), recipe, size);
  };
  const missing = !song ? "a song" : !pictures.length ? "a picture" : null;
  return (
    <>
      <div class="presets" role="radiogroup" aria-label="Preset">
        {(catalog.value?.recipes ?? []).map(({ name, about }) => (
          <label key={name} class="preset">
            <input type="radio" name="preset" value={name} checked={preset.value === name} onChange={() => (preset.value = name)} />
            <strong>{titled(name)}</strong>
            <span class="quiet">{about}</span>
          </label>
        ))}
      </div>
      <div class="row begin">
        {fixed ? <span class="quiet">It is square, and needs models that are fetched: start the studio with --trust.</span> :
          <Segments label="Shape of the film" value={shape.value} onChange={(next) => (shape.value = next)}
          choices={[["wide", "Wide"], ["square", "Square"], ["tall", "Tall"]]} />}
        <Button kind="main" icon="play" disabled={missing !== null} onClick={() => attempt(begin)}>Listen and plan the film</Button>
        {missing && <span class="quiet">It needs {missing} first.</span>}
      </div>
    </>
  );
}

/** Why the last attempt failed, until what it was made of has changed. */
function Failure(): JSX.Element | null {
  const inputs = JSON.stringify([state.value?.song, state.value?.pictures]);
  const last = [...jobs.value.values()].findLast((job) => job.what === "listen" || job.what === "plan");
  const seen = useSignal<{ id: string; inputs: string } | null>(null);
  if (last?.state !== "failed") return null;
  if (seen.peek()?.id !== last.id) seen.value = { id: last.id, inputs };
  return seen.peek()?.inputs === inputs ? <p class="wrong" role="alert">{last.error}</p> : null;
}
