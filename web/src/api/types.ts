// What the studio's server says, as src/clavilux/studio answers it.
import type { FileRef, Plan } from "./plan";

export interface Song {
  name: string;
  title: string | null;
  artist: string | null;
  duration: number;
}

export interface Picture {
  name: string;
  file: string;
  ref: FileRef;
}

export type JobKind = "listen" | "plan" | "paint" | "render";

export interface Job {
  id: string;
  what: JobKind;
  label: string;
  /** What is being done at the moment, in words. */
  stage: string;
  done: number;
  total: number;
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  error: string | null;
  seconds_left: number | null;
}

/** Films that are wanted. */
export interface Order {
  shelves: readonly string[];
  draft: boolean;
  /** Seconds of the film; null is all of it. */
  stretch: [number, number] | null;
  loop: boolean;
}

export interface Film {
  id: string;
  name: string;
  bytes: number;
}

/** What the user has to put right, with the cure. */
export interface Problem {
  what: "plan" | "song" | "picture" | "file";
  text: string;
}

export interface State {
  revision: number;
  plan: Plan | null;
  can_undo: boolean;
  can_redo: boolean;
  project: string;
  song: Song | null;
  pictures: Picture[];
  problems: Problem[];
  heard: boolean;
  jobs: Job[];
  films: Film[];
  version: string;
  painter: string | null;
}

export type Event =
  | ({ kind: "state" } & State)
  | ({ kind: "job" } & Job)
  | { kind: "keyframe"; name: string; key: string }
  | { kind: "told"; text: string };

export interface Section {
  start: number;
  end: number;
  label: string;
  caption?: string | null;
}

/** Before anybody has listened it is the waveform alone. */
export interface Hearing {
  duration: number;
  heard: boolean;
  /** Whether its beats are sure enough to snap to. */
  sure?: boolean;
  tempo: number;
  genre: string | null;
  beats: number[];
  downbeats: number[];
  sections: Section[];
  waveform: { rate: number; low: number[]; high: number[] };
}

export interface Lane {
  rate: number;
  values: number[];
}

export type Lanes = Record<string, Lane>;

/** A JSON schema, as far as options of plug-ins need one. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string;
  enum?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  default?: unknown;
  description?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
}

export interface PlugIn {
  about: string;
  /** Null where the plug-in does not tell. */
  schema: Schema | null;
}

export interface Named {
  name: string;
  about: string;
}

export interface Catalog {
  effects: Record<string, PlugIn>;
  transitions: Record<string, PlugIn>;
  sources: Record<string, PlugIn>;
  styles: Named[];
  recipes: Named[];
  shelves: Named[];
}

export interface Version {
  id: string;
  name: string;
}

export interface Upload {
  name: string;
  ref: FileRef;
}
