// The plan as docs/plan.schema.json has it. By hand: what generators make of its tuples and open objects says less.

/** A parameter that follows a lane: `amount` where the lane is 1. */
export interface Driven {
  lane: string;
  amount?: number;
}

export type Control = number | Driven;

/** An effect, transition, source or painter with its options. */
export interface Part {
  use: string;
  [option: string]: unknown;
}

export interface FileRef {
  path: string;
  sha256: string;
}

export interface View {
  zoom?: number;
  x?: number;
  y?: number;
}

export interface Framing {
  start?: View;
  end?: View | null;
  move?: Control;
  mirrored?: boolean;
  depth?: number;
  orbit?: number;
}

export interface Brief {
  picture?: string | null;
  paint?: boolean;
  fit?: "contain" | "crop" | "reframe" | null;
  keep?: string | null;
  depth?: string | null;
  take?: number | null;
  style?: string | null;
  exemplar?: string | null;
  style_picture?: string | null;
  prompt?: string;
  caption?: string;
  strength?: number | null;
  guidance?: number | null;
  steps?: number | null;
  seed?: number;
  /** Painter and seed of the plan as they were when it was locked. */
  lock?: { painter: Part; seed?: number } | null;
}

export interface Shot {
  id: string;
  start: number;
  end: number;
  from: string;
  to: string;
  begin?: number;
  travel?: Control;
  jump?: Control;
  kick?: Control;
  framing?: Framing;
  transition?: Part | null;
  note?: string;
}

export interface Plan {
  song: FileRef;
  listen?: { start?: number; duration?: number | null };
  pictures?: Record<string, FileRef>;
  painter: Part;
  size: [number, number];
  seed?: number;
  fps: string;
  keyframes: Record<string, Brief>;
  shots: Shot[];
  lanes?: Record<string, Part>;
  effects?: Part[];
  [other: string]: unknown;
}
