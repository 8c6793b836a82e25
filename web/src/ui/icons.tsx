// The few icons of the page, drawn on a grid of 20.
import type { JSX } from "preact";

const PATHS = {
  play: "M6 4l10 6-10 6z",
  pause: "M6 4h3v12H6zM11 4h3v12h-3z",
  undo: "M7 5L3.5 8.5 7 12M4 8.5h7.5a4 4 0 010 8H8",
  redo: "M13 5l3.5 3.5L13 12M16 8.5H8.500a4 4 0 000 8H12",
  split: "M10 3v14M6.500 7L3.500 10l3 3M13.500 7l3 3-3 3",
  join: "M3 10h5M17 10h-5M5.500 7L8.500 10l-3 3M14.500 7l-3 3 3 3",
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  fit: "M3 5v10M17 5v10M5.500 10h9M8 7.500L5.500 10 8 12.500M12 7.500l2.500 2.500-2.500 2.500",
  close: "M5 5l10 10M15 5L5 15",
  up: "M5 12l5-5 5 5",
  down: "M5 8l5 5 5-5",
  start: "M5 4v12M15 4L7.500 10l7.500 6z",
  dice: "M4 4h12v12H4zM7.200 7.200h.1M12.800 12.800h.1M10 10h.1M12.800 7.200h.1M7.200 12.800h.1",
  curve: "M2.500 14c3 0 3.500-8 6-8s2.500 6 5 6 2-3 4-3",
  pencil: "M4 16l1-4 8-8 3 3-8 8z",
  picture: "M3 4.500h14v11H3zM3 13l4-4 4 4 2.500-2.500L17 13.500M13 8h.1",
  download: "M10 3v9M6.500 9l3.500 3.500L13.500 9M4 16h12",
  swap: "M4 7h11M12 4l3 3-3 3M16 13H5M8 10l-3 3 3 3",
  sun: "M10 13a3 3 0 100-6 3 3 0 000 6zM10 2.500v1.500M10 16v1.500M2.500 10H4M16 10h1.500M4.700 4.700l1 1M14.300 14.300l1 1M4.700 15.300l1-1M14.300 5.700l1-1",
  moon: "M16 11.500A6.500 6.500 0 118.500 4a5 5 0 007.500 7.500z",
  trash: "M4 6h12M8 6V4h4v2M6 6l.7 10h6.600L14 6",
  lock: "M5 9.500h10v7H5zM7 9.500V6.500a3 3 0 016 0v3",
  unlock: "M5 9.500h10v7H5zM7 9.500V6.500a3 3 0 015.800-1",
  song: "M7.500 15V5l8-1.500V13M7.500 15a2 2 0 11-4 0 2 2 0 014 0zM15.500 13a2 2 0 11-4 0 2 2 0 014 0z",
} satisfies Record<string, string>;

export type IconName = keyof typeof PATHS;

const SOLID = new Set<IconName>(["play", "pause"]);

export function Icon({ name }: { name: IconName }): JSX.Element {
  const solid = SOLID.has(name);
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill={solid ? "currentColor" : "none"} stroke={solid ? "none" : "currentColor"} />
    </svg>
  );
}
