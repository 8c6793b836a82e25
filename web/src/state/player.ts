// Plays picture and sound together. The sound is the clock; frames come over a socket, some seconds ahead.
import { effect, signal } from "@preact/signals";
import { urls } from "../api/client";
import { show } from "./screen";
import { duration, revision } from "./store";
import { tell } from "./toasts";

/** Seconds of frames to have before the sound begins, and after it had to wait; and how soon an edit is to be seen. */
const AHEAD = { first: 0.4, again: 1.2, edit: 0.25 };
/** How often the server hears where the playhead is, milliseconds. */
const REPORT = 200;

interface Frame {
  second: number;
  picture: ImageBitmap;
}

/** Second of the film. */
export const playhead = signal(0);
/** Whether it plays or is about to. */
export const playing = signal(false);
/** Whether the sound waits for frames. */
export const buffering = signal(false);

const audio = new Audio();
audio.preload = "auto";

let socket: WebSocket | null = null;
let frames: Frame[] = [];
let complete = false;
let needed = AHEAD.first;
let reported = 0;
let underway = 0;
/** Second at which it stops, where a part is played. */
let until = Infinity;

/** Gives the player the song; again after another was put in. */
export function load(): void {
  pause();
  audio.src = urls.sound;
}

export function seek(second: number): void {
  const end = Math.max(0, duration.peek() - 1e-3);
  playhead.value = Math.min(Math.max(0, second), end);
  if (playing.peek()) stream();
}

export function toggle(): void {
  if (playing.peek()) pause();
  else play();
}

export function play(): void {
  if (!revision.peek() || !duration.peek()) return;
  // What has ended would begin anew by itself, with the playhead at its end.
  if (playhead.peek() >= Math.min(duration.peek(), audio.duration || Infinity) - 0.1) playhead.value = 0;
  playing.value = true;
  stream();
  requestAnimationFrame(tick);
}

/** Plays a part, and stops at its end. */
export function playPart({ start, end }: { start: number; end: number }): void {
  pause();
  playhead.value = start;
  play();
  until = end;
}

/** Plays the sound alone, from a second on: for those who tap in time, whom a picture that is late would stop. */
export function playSound(second: number): void {
  close();
  playhead.value = second;
  audio.currentTime = second;
  complete = true;
  buffering.value = false;
  if (!playing.peek()) requestAnimationFrame(tick);
  playing.value = true;
  audio.play().catch(soundless);
}

function soundless(): void {
  pause();
  tell("The browser cannot play this song's sound; the picture can still be looked at.", { tone: "wrong", about: "sound" });
}

export function pause(): void {
  audio.pause();
  until = Infinity;
  close();
  playing.value = false;
  buffering.value = false;
}

function close(): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ stop: true }));
  socket?.close();
  socket = null;
  for (const frame of frames) frame.picture.close();
  frames = [];
}

/** Asks for frames from the playhead on; the sound waits for the first of them. */
function stream(): void {
  close();
  audio.pause();
  audio.currentTime = playhead.peek();
  complete = false;
  needed = AHEAD.first;
  buffering.value = true;
  const own = new WebSocket(urls.socket("/api/play"));
  const turn = ++underway;
  socket = own;
  own.binaryType = "arraybuffer";
  own.onopen = () => own.send(JSON.stringify({ from: playhead.peek(), revision: revision.peek() }));
  let decoding = Promise.resolve();
  own.onmessage = (message: MessageEvent<ArrayBuffer | string>) => {
    const data = message.data;
    if (typeof data === "string") return heardWord(data);
    // One after the other, so that frames keep their order.
    decoding = decoding.then(async () => {
      const second = new DataView(data).getFloat64(0, true);
      const picture = await createImageBitmap(new Blob([data.slice(8)], { type: "image/jpeg" }));
      if (turn === underway && playing.peek()) take({ second, picture });
      else picture.close();
    });
  };
  own.onclose = () => void decoding.then(() => turn === underway && (complete = true));
}

/** Frames come in order, but after an edit anew from an earlier one on: those take the place of the old ones. */
function take(frame: Frame): void {
  while ((frames.at(-1)?.second ?? -1) >= frame.second) frames.pop()?.picture.close();
  frames.push(frame);
}

function heardWord(text: string): void {
  const word = JSON.parse(text) as { error?: string; end?: boolean };
  if (word.end) complete = true;
  if (word.error) {
    tell(word.error, { tone: "wrong", about: "sound" });
    pause();
  }
}

function tick(): void {
  if (!playing.peek()) return;
  requestAnimationFrame(tick);
  if (buffering.peek()) return maybeStart();
  const now = audio.currentTime;
  const end = Math.min(duration.peek(), until);
  if (now >= end || audio.ended) {
    pause();
    playhead.value = Math.max(0, end - 1e-3);
    return;
  }
  playhead.value = Math.max(0, now);
  showDue(now);
  report(now);
  if (!frames.length && !complete) wait();
}

function showDue(now: number): void {
  let due: Frame | null = null;
  while (frames[0] && frames[0].second <= now + 1e-3) {
    due?.picture.close();
    due = frames.shift() ?? null;
  }
  if (due) show(due.picture);
}

function maybeStart(): void {
  report(playhead.peek());
  const last = frames.at(-1);
  if (!last && complete) return pause();
  if (!last || (last.second - playhead.peek() < needed && !complete)) return;
  buffering.value = false;
  audio.play().catch(soundless);
}

function wait(): void {
  audio.pause();
  needed = AHEAD.again;
  buffering.value = true;
}

function report(now: number): void {
  if (socket?.readyState !== WebSocket.OPEN || performance.now() - reported < REPORT) return;
  reported = performance.now();
  socket.send(JSON.stringify({ at: now }));
}

/** Has what comes next made anew when an edit has changed it. The sound goes on meanwhile. */
export function watchEdits(): void {
  let seen = revision.peek();
  effect(() => {
    if (revision.value === seen) return;
    seen = revision.value;
    if (!playing.peek() || socket?.readyState !== WebSocket.OPEN) return;
    complete = false;
    const from = playhead.peek() + (buffering.peek() ? 0 : AHEAD.edit);
    socket.send(JSON.stringify({ from, revision: seen }));
  });
}
