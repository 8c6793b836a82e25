// Where seconds lie on the timeline: zoom and scroll, and the tracks' places from the top.
import { computed, signal } from "@preact/signals";
import { duration } from "../state/store";

/** Pixels. */
export const TRACKS = { ruler: 22, sections: 20, wave: 68, gap: 8, shots: 74, lane: 64 };
export const TOPS = {
  sections: TRACKS.ruler,
  wave: TRACKS.ruler + TRACKS.sections,
  shots: TRACKS.ruler + TRACKS.sections + TRACKS.wave + TRACKS.gap,
  lane: TRACKS.ruler + TRACKS.sections + TRACKS.wave + TRACKS.shots + 2 * TRACKS.gap,
};
const CLOSEST = 240;
/** How much closer one step comes. */
export const ZOOM = 1.5;
/** Room at the right end, so that the last border can be grabbed. */
const MARGIN = 12;

/** Width of what is seen of it, pixels. */
export const width = signal(1000);
export const scroll = signal(0);
const wished = signal<number | null>(null);

const fitting = computed(() => (duration.value ? (width.value - MARGIN) / duration.value : 50));
/** Pixels a second; the whole film until somebody zooms. */
export const zoom = computed(() => Math.min(Math.max(wished.value ?? 0, fitting.value), Math.max(CLOSEST, fitting.value)));
export const isFitting = computed(() => zoom.value <= fitting.value);
export const contentWidth = computed(() => Math.max(width.value, duration.value * zoom.value + MARGIN));
export const seen = computed(() => ({ start: scroll.value / zoom.value, end: (scroll.value + width.value) / zoom.value }));

let scroller: HTMLElement | null = null;

export function attachScroller(element: HTMLElement | null): void {
  scroller = element;
}

export function scrollTo(left: number): void {
  const furthest = Math.max(0, contentWidth.peek() - width.peek());
  scroll.value = Math.min(Math.max(0, left), furthest);
  if (scroller) scroller.scrollLeft = scroll.peek();
}

/** Zooms so that the second stays where it is on the screen. */
export function zoomAround(factor: number, second: number): void {
  const place = second * zoom.peek() - scroll.peek();
  const inside = place >= 0 && place <= width.peek() ? place : width.peek() / 2;
  wished.value = zoom.peek() * factor;
  requestAnimationFrame(() => scrollTo(second * zoom.peek() - inside));
}

export function zoomToFit(): void {
  wished.value = null;
  requestAnimationFrame(() => scrollTo(0));
}

/** The zoom as a share of its range, even in factors: for a slider. */
export const zoomShare = computed(() => {
  const range = Math.log(Math.max(CLOSEST, fitting.value * 1.01) / fitting.value);
  return Math.log(zoom.value / fitting.value) / range;
});

export function setZoomShare(share: number, around: number): void {
  const range = Math.log(Math.max(CLOSEST, fitting.peek() * 1.01) / fitting.peek());
  zoomAround((fitting.peek() * Math.exp(range * share)) / zoom.peek(), around);
}

/** Turns the page, as in a score, when the second is not seen. */
export function reveal(second: number): void {
  const { start, end } = seen.peek();
  if (second < start || second > end) scrollTo(second * zoom.peek() - width.peek() * 0.08);
}

/** The second below a pointer. */
export function secondAt(event: { clientX: number }): number {
  const left = scroller?.getBoundingClientRect().left ?? 0;
  return Math.min(Math.max(0, (event.clientX - left + scroll.peek()) / zoom.peek()), duration.peek());
}
