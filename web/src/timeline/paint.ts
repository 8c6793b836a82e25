// Paints what lies behind the shots: ruler, sections, waveform, beats, and a lane. Only what is seen.
import type { Hearing, Lane } from "../api/types";
import { clock } from "../ui/time";
import { TOPS, TRACKS } from "./scale";

export interface Scene {
  width: number;
  height: number;
  scroll: number;
  /** Pixels a second. */
  zoom: number;
  duration: number;
  hearing: Hearing | null;
  lane: Lane | null;
}

export interface Palette {
  text: string;
  quiet: string;
  line: string;
  wave: string;
  band: string;
  accent: string;
}

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600];
/** Pixels that a label of the ruler needs, and that ticks stand apart. */
const LABEL = 64;
const APART = { bars: 5, beats: 9 };

export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: colour("text"), quiet: colour("quiet"), line: colour("line"),
    wave: colour("wave"), band: colour("band"), accent: colour("accent"),
  };
}

export function paint(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  context.clearRect(0, 0, scene.width, scene.height);
  context.font = `11px ${getComputedStyle(context.canvas).fontFamily}`;
  context.textBaseline = "middle";
  ruler(context, scene, palette);
  if (scene.hearing) {
    sections(context, scene, scene.hearing, palette);
    beats(context, scene, scene.hearing, palette);
    waveform(context, scene, scene.hearing, palette);
  }
  if (scene.lane) curve(context, scene, scene.lane, palette);
}

function ruler(context: CanvasRenderingContext2D, { width, scroll, zoom, duration }: Scene, palette: Palette): void {
  const step = STEPS.find((one) => one * zoom >= LABEL) ?? 1200;
  context.fillStyle = palette.quiet;
  for (let index = Math.floor(scroll / zoom / step); index * step <= duration; index++) {
    const x = Math.round(index * step * zoom - scroll);
    if (x > width) break;
    context.globalAlpha = 0.5;
    context.fillRect(x, TRACKS.ruler - 6, 1, 5);
    context.globalAlpha = 1;
    context.fillText(clock(index * step, step < 1), x + 4, TRACKS.ruler / 2);
  }
}

function sections(context: CanvasRenderingContext2D, scene: Scene, hearing: Hearing, palette: Palette): void {
  const { scroll, zoom, width } = scene;
  const kinds = [...new Set(hearing.sections.map((section) => section.label))];
  for (const section of hearing.sections) {
    const left = section.start * zoom - scroll;
    const right = section.end * zoom - scroll;
    if (right < 0 || left > width) continue;
    context.fillStyle = palette.band;
    context.globalAlpha = 0.45 + 0.55 * (1 - kinds.indexOf(section.label) / Math.max(1, kinds.length));
    context.beginPath();
    context.roundRect(left + 1, TOPS.sections + 1, Math.max(1, right - left - 2), TRACKS.sections - 4, 3);
    context.fill();
    context.globalAlpha = 1;
    if (right - left < 22) continue;
    context.fillStyle = palette.text;
    context.save();
    context.beginPath();
    context.rect(left, TOPS.sections, right - left - 4, TRACKS.sections);
    context.clip();
    // The name stays in sight while its section is.
    context.fillText(section.label, Math.max(left, 0) + 7, TOPS.sections + TRACKS.sections / 2 - 0.5);
    context.restore();
  }
}

function beats(context: CanvasRenderingContext2D, scene: Scene, hearing: Hearing, palette: Palette): void {
  const spacing = (times: number[]) => (times.length > 1 ? ((times.at(-1)! - times[0]!) / (times.length - 1)) * scene.zoom : 0);
  context.fillStyle = palette.line;
  if (spacing(hearing.beats) >= APART.beats) ticks(context, scene, hearing.beats, TOPS.wave + TRACKS.wave * 0.3, TRACKS.wave * 0.4);
  context.fillStyle = palette.quiet;
  context.globalAlpha = 0.55;
  if (spacing(hearing.downbeats) >= APART.bars) ticks(context, scene, hearing.downbeats, TOPS.wave, TRACKS.wave + TRACKS.gap);
  context.globalAlpha = 1;
}

function ticks(context: CanvasRenderingContext2D, scene: Scene, times: number[], top: number, height: number): void {
  const { scroll, zoom, width } = scene;
  for (const time of times) {
    const x = Math.round(time * zoom - scroll);
    if (x > width) break;
    if (x >= 0) context.fillRect(x, top, 1, height);
  }
}

function waveform(context: CanvasRenderingContext2D, scene: Scene, hearing: Hearing, palette: Palette): void {
  const { rate, low, high } = hearing.waveform;
  const middle = TOPS.wave + TRACKS.wave / 2;
  const half = TRACKS.wave / 2 - 3;
  const each = rate / scene.zoom;
  context.fillStyle = palette.wave;
  for (let x = 0; x < scene.width; x++) {
    const first = Math.floor((x + scene.scroll) * each);
    if (first >= high.length) break;
    const last = Math.max(first + 1, Math.floor((x + 1 + scene.scroll) * each));
    let [least, most] = [low[first]!, high[first]!];
    for (let index = first + 1; index < last && index < high.length; index++) {
      least = Math.min(least, low[index]!);
      most = Math.max(most, high[index]!);
    }
    context.fillRect(x, middle - most * half, 1, Math.max(1, (most - least) * half));
  }
}

function curve(context: CanvasRenderingContext2D, scene: Scene, lane: Lane, palette: Palette): void {
  const { scroll, zoom, width } = scene;
  const floor = TOPS.lane + TRACKS.lane - 4;
  const height = TRACKS.lane - 8;
  context.beginPath();
  context.moveTo(0, floor);
  let end = 0;
  for (let x = 0; x <= width; x++) {
    const first = Math.floor(((x + scroll) / zoom) * lane.rate);
    if (first >= lane.values.length) break;
    const last = Math.max(first + 1, Math.floor(((x + 1 + scroll) / zoom) * lane.rate));
    context.lineTo(x, floor - Math.max(...lane.values.slice(first, last)) * height);
    end = x;
  }
  context.lineTo(end, floor);
  context.fillStyle = palette.accent;
  context.globalAlpha = 0.22;
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = palette.accent;
  context.lineWidth = 1.25;
  context.stroke();
}
