// Files that are dropped anywhere on the page, or chosen: what becomes of them depends on whether there is a film.
import { signal } from "@preact/signals";
import { api } from "../api/client";
import { addPicture, showPicture } from "../plan/keyframes";
import { edit } from "./editing";
import { plan, selectedIndex, state } from "./store";
import { attempt, tell } from "./toasts";

/** Whether files are held above the page. */
export const held = signal(false);
/** The file that is being sent. */
export const uploading = signal<string | null>(null);

export const isLost = (what: "song" | "picture") => state.value?.problems.some((problem) => problem.what === what) ?? false;

/** What the browser calls music goes first, so that a picture is never taken for the song. */
export async function takeFiles(files: File[]): Promise<void> {
  const pictures = files.filter((file) => file.type.startsWith("image/"));
  const songs = files.filter((file) => !pictures.includes(file));
  if (songs.length > 1) tell("A film has one song: the first of them is taken.");
  try {
    for (const file of [...songs.slice(0, 1), ...pictures]) {
      uploading.value = file.name;
      if (songs.includes(file)) await takeSong(file);
      else await takePicture(file);
    }
  } finally {
    uploading.value = null;
  }
}

async function takeSong(file: File): Promise<void> {
  const song = plan.peek()?.song;
  if (song && !isLost("song")) {
    const sounds = /^(audio|video)\//.test(file.type);
    return sounds
      ? tell("This film has its song. Another song is another film: clavilux studio SONG PICTURE")
      : tell(`${file.name} is neither a picture nor a song; drop one of those.`, "wrong");
  }
  const { ref } = await api.putSong(file);
  if (song && song.sha256 !== ref.sha256) tell(`${file.name} is another song than the film's.`, "wrong");
}

/** A picture is one more to plan a film with; in a film it is what the chosen shot moves to, unless it was missing there. */
async function takePicture(file: File): Promise<void> {
  const wasLost = isLost("picture");
  const { name, ref } = await api.addPicture(file);
  const now = plan.peek();
  if (!now || (wasLost && Object.values(now.pictures ?? {}).some((known) => known.sha256 === ref.sha256))) return;
  const index = Math.max(0, selectedIndex.peek());
  edit((draft) => showPicture(draft, draft.shots[index]!.to, addPicture(draft, name, ref)));
  tell(`Shot ${index + 1} moves to ${file.name} now.`);
}

/** Else a browser would leave the page for a file that is dropped beside its place. */
export function watchDrops(): void {
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    held.value = true;
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) held.value = false; // it has left the window
  });
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    held.value = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    attempt(() => takeFiles(files));
  });
}
