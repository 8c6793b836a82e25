// The line to the server: pushed events, and coming back after it was gone.
import { effect } from "@preact/signals";
import { api, Refusal, urls } from "../api/client";
import type { Event } from "../api/types";
import { takeState } from "./editing";
import { catalog, connection, hearing, jobs, lanes, loadHearing, loadLanes, noteJob, revision, state } from "./store";
import { attempt, tell, tellError } from "./toasts";

const RETRY = 1000;

function take(event: Event): void {
  if (event.kind === "state") {
    takeState(event);
    jobs.value = new Map(event.jobs.map((job) => [job.id, job]));
  } else if (event.kind === "job") {
    noteJob(event);
  } else if (event.kind === "told") {
    tell(event.text);
  }
}

function open(): void {
  const socket = new WebSocket(urls.socket("/api/events"));
  socket.onopen = () => (connection.value = "open");
  socket.onmessage = (message: MessageEvent<string>) => take(JSON.parse(message.data) as Event);
  socket.onclose = () => void comeBack();
}

/** A socket does not say why it was refused, so the state is asked for. */
async function comeBack(): Promise<void> {
  try {
    await api.state();
    open();
  } catch (error) {
    const refused = error instanceof Refusal && error.status === 401;
    connection.value = refused ? "refused" : "lost";
    setTimeout(() => void comeBack(), RETRY);
  }
}

/** Connects, and keeps what was heard and the lanes as new as the plan. */
export function connect(): void {
  open();
  api.catalog().then((all) => (catalog.value = all), tellError);
  let heard = "";
  effect(() => {
    const known = state.value;
    const song = known?.song ? JSON.stringify([known.song, known.heard, known.plan?.song, known.plan?.listen]) : "";
    if (song === heard) return;
    heard = song;
    if (song) attempt(loadHearing);
    else hearing.value = null;
  });
  effect(() => {
    if (revision.value && state.value?.heard && state.value.plan) attempt(loadLanes);
    else lanes.value = {};
  });
}
