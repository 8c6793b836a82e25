// Files that are dropped anywhere on the page, or chosen: what becomes of them depends on whether there is a film.
import { signal } from "@preact/signals";
import { api } from "../api/client";
import { isLocked, showOnward } from "../plan/keyframes";
import { edit } from "./editing";
import { plan, selectedIndex, state } from "./store";
import { attempt, Complaint, tell } from "./toasts";

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
    if (songs[0]) await takeSong(songs[0]);
    await takePictures(pictures);
  } finally {
    uploading.value = null;
  }
}

async function takeSong(file: File): Promise<void> {
  uploading.value = file.name;
  const song = plan.peek()?.song;
  if (song && !isLost("song")) {
    const sounds = /^(audio|video)\//.test(file.type);
    if (!sounds) throw new Complaint(`${file.name} is neither a picture nor a song; drop one of those.`);
    return tell("This film has its song. Another song is another film: clavilux studio SONG PICTURE");
  }
  const { ref } = await api.putSong(file);
  if (song && song.sha256 !== ref.sha256) throw new Complaint(`${file.name} is another song than the film's.`);
}

/** Pictures are some more to plan a film with; in a film they are what the chosen shot and the next ones move to, unless they were missing there. */
async function takePictures(files: File[]): Promise<void> {
  const wasLost = isLost("picture");
  const sent = [];
  for (const file of files) {
    uploading.value = file.name;
    sent.push(await api.addPicture(file));
  }
  const now = plan.peek();
  const known = new Set(Object.values(now?.pictures ?? {}).map(({ sha256 }) => sha256));
  const pictures = sent.filter(({ ref }) => !(wasLost && known.has(ref.sha256)));
  if (!now || !pictures.length) return;
  const first = Math.max(0, selectedIndex.peek());
  if (pictures.length === 1 && isLocked(now, now.shots[first]!.to)) {
    throw new Complaint(`The picture of shot ${first + 1} is locked: unlock it, or choose another shot.`);
  }
  let shots: number[] = [];
  edit((draft) => (shots = showOnward(draft, first, pictures)));
  tell(whatMoved(shots, pictures.length));
}

function whatMoved(shots: number[], wanted: number): string {
  const rest = wanted - shots.length;
  const left = rest ? ` There are no more shots for ${rest === 1 ? "one" : rest} of them.` : "";
  if (!shots.length) return left.trim();
  const numbers = shots.map((index) => index + 1);
  if (numbers.length === 1) return `Shot ${numbers[0]} moves to it now.${left}`;
  return `Shots ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)} move to them now.${left}`;
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
    attempt(() => takeFiles(files), "files");
  });
}
