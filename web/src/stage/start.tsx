// The empty page: a song, pictures, a preset; then what is heard, until the film's plan is there.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { api } from "../api/client";
import { activeJobs, catalog, hearing, jobs, songTitle, state } from "../state/store";
import { attempt, tell } from "../state/toasts";
import { Button, Segments } from "../ui/controls";
import { FileButton } from "../ui/files";
import { Icon } from "../ui/icons";
import { Progress } from "../ui/progress";
import { clock } from "../ui/time";
import { Wave } from "../ui/wave";
import { titled } from "../plan/options";

const SHAPES = { wide: [1280, 720], square: [1080, 1080], tall: [720, 1280] } as const;
type Shape = keyof typeof SHAPES;

export function Start(): JSX.Element {
  const over = useSignal(false);
  const uploading = useSignal<string | null>(null);
  const take = (files: File[]) => attempt(() => upload(files, uploading));
  const working = activeJobs.value.filter((job) => job.what === "listen" || job.what === "plan");
  return (
    <main class={`start ${over.value ? "over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={() => (over.value = false)}
      onDrop={(event) => {
        event.preventDefault();
        over.value = false;
        take([...(event.dataTransfer?.files ?? [])]);
      }}>
      <div class="start-inner">
        <h1>A song and a picture in,<br />a film that moves with the music out.</h1>
        <Inputs take={take} uploading={uploading.value} />
        {working.length ? working.map((job) => <Progress key={job.id} job={job} />) : <Begin />}
        <Failure />
      </div>
    </main>
  );
}

/** What the browser calls music goes first, so that a picture is never taken for the song. */
async function upload(files: File[], uploading: { value: string | null }): Promise<void> {
  const pictures = files.filter((file) => file.type.startsWith("image/"));
  const songs = files.filter((file) => !pictures.includes(file));
  if (songs.length > 1) tell("A film has one song: the first of them is taken.");
  try {
    for (const file of [...songs.slice(0, 1), ...pictures]) {
      uploading.value = file.name;
      if (songs.includes(file)) await api.putSong(file);
      else await api.addPicture(file);
    }
  } finally {
    uploading.value = null;
  }
}

function Inputs({ take, uploading }: { take: (files: File[]) => void; uploading: string | null }): JSX.Element {
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
        {pictures.length ? (
          <p><strong>{pictures.length === 1 ? pictures[0]!.name : `${pictures.length} pictures`}</strong><br />
            <span class="quiet">{pictures.length > 1 ? pictures.map(({ name }) => name).join(", ") : "more are spread over the song"}</span></p>
        ) : (
          <p>and one or more pictures<br /><span class="quiet">a cover, a photograph, a painting</span></p>
        )}
        <FileButton icon="plus" accept="image/*" multiple onFiles={take}>{pictures.length ? "More pictures" : "Choose pictures"}</FileButton>
      </div>
      {song && hearing.value && <Wave />}
      {uploading && <p class="quiet" role="status">Reading {uploading} ...</p>}
    </div>
  );
}

function Begin(): JSX.Element {
  const preset = useSignal("default");
  const shape = useSignal<Shape>("wide");
  const song = state.value?.song;
  const pictures = state.value?.pictures ?? [];
  // The paper's recipe needs another painter, and fixes the shape.
  const presets = (catalog.value?.recipes ?? []).filter(({ name }) => name !== "paper");
  const begin = () => {
    const [width, height] = SHAPES[shape.value];
    const recipe = preset.value === "default" ? null : preset.value;
    return api.begin(pictures.map(({ name }) => name), recipe, { "film.width": width, "film.height": height });
  };
  const missing = !song ? "a song" : !pictures.length ? "a picture" : null;
  return (
    <>
      <div class="presets" role="radiogroup" aria-label="Preset">
        {presets.map(({ name, about }) => (
          <label key={name} class="preset">
            <input type="radio" name="preset" value={name} checked={preset.value === name} onChange={() => (preset.value = name)} />
            <strong>{titled(name)}</strong>
            <span class="quiet">{about}</span>
          </label>
        ))}
      </div>
      <div class="row begin">
        <Segments label="Shape of the film" value={shape.value} onChange={(next) => (shape.value = next)}
          choices={[["wide", "Wide"], ["square", "Square"], ["tall", "Tall"]]} />
        <Button kind="main" icon="play" disabled={missing !== null} onClick={() => attempt(begin)}>Listen and plan the film</Button>
        {missing && <span class="quiet">It needs {missing} first.</span>}
      </div>
    </>
  );
}

function Failure(): JSX.Element | null {
  const last = [...jobs.value.values()].findLast((job) => job.what === "listen" || job.what === "plan");
  return last?.state === "failed" ? <p class="wrong" role="alert">{last.error}</p> : null;
}
