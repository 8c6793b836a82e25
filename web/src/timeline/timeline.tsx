// The timeline: a scrolling strip as wide as the film, of which a canvas shows what lies behind the shots.
import { useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { buffering, playhead, playing, seek } from "../state/player";
import { duration, hearing, lanes, openLane } from "../state/store";
import { mark } from "../state/stretch";
import { theme } from "../state/theme";
import { clock } from "../ui/time";
import { LaneTrack } from "./lane-track";
import { Overview } from "./overview";
import { paint, paletteOf } from "./paint";
import { contentWidth, isFitting, reveal, scroll, secondAt, TOPS, TRACKS, attachScroller, width, zoom, zoomAround } from "./scale";
import { Shots } from "./shots";
import { MarkedPart, near } from "./stretch";

const heightOf = (lane: string | null) => (lane ? TOPS.lane + TRACKS.lane : TOPS.shots + TRACKS.shots) + TRACKS.gap;

export function Timeline(): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = scroller.current!;
    attachScroller(element);
    const observer = new ResizeObserver(() => (width.value = element.clientWidth));
    observer.observe(element);
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => observer.disconnect();
  }, []);
  const height = heightOf(openLane.value);
  return (
    <section class="timeline" aria-label="Timeline">
      {!isFitting.value && <Overview />}
      <div class="scroller" ref={scroller} style={{ height: `${height}px` }}
        onScroll={(event) => (scroll.value = event.currentTarget.scrollLeft)}>
        <div class="strip" style={{ width: `${contentWidth.value}px`, height: `${height}px` }}>
          <Background height={height} />
          <Scrubber />
          <MarkedPart />
          <Shots />
          {openLane.value && <LaneTrack name={openLane.value} />}
          <Playhead />
        </div>
      </div>
    </section>
  );
}

function onWheel(event: WheelEvent): void {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  zoomAround(Math.exp(-event.deltaY * 0.004), secondAt(event));
}

function Background({ height }: { height: number }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useSignalEffect(() => {
    const scene = {
      width: width.value, height: heightOf(openLane.value), scroll: scroll.value, zoom: zoom.value,
      duration: duration.value, hearing: hearing.value,
      lane: (openLane.value && lanes.value[openLane.value]) || null,
    };
    void theme.value; // its colours are read anew
    const frame = requestAnimationFrame(() => {
      const element = canvas.current;
      const context = element?.getContext("2d");
      if (!element || !context) return;
      const density = devicePixelRatio;
      element.width = Math.round(scene.width * density);
      element.height = Math.round(scene.height * density);
      context.scale(density, density);
      paint(context, scene, paletteOf(element));
    });
    return () => cancelAnimationFrame(frame);
  });
  return <canvas class="background" ref={canvas} aria-hidden="true" style={{ width: `${width.value}px`, height: `${height}px` }} />;
}

/** The part above the shots: press and drag to look at any moment; with Shift, to mark a part. */
function Scrubber(): JSX.Element {
  const grabbed = useRef(false);
  const marking = useRef<number | null>(null);
  const drop = () => {
    grabbed.current = false;
    marking.current = null;
  };
  return (
    <div class="scrubber" style={{ height: `${TOPS.shots}px` }} role="slider" tabIndex={0} aria-label="Moment of the film"
      aria-valuemin={0} aria-valuemax={Math.round(duration.value)} aria-valuenow={Math.round(playhead.value)}
      aria-valuetext={clock(playhead.value)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        if (event.shiftKey) marking.current = near(event);
        else seek(secondAt(event));
        grabbed.current = true;
      }}
      onPointerMove={(event) => {
        if (marking.current !== null) mark({ start: marking.current, end: near(event) });
        else if (grabbed.current) seek(secondAt(event));
      }}
      onPointerUp={drop}
      onPointerCancel={drop}
    />
  );
}

function Playhead(): JSX.Element {
  const line = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    line.current?.style.setProperty("transform", `translateX(${playhead.value * zoom.value}px)`);
    if (playing.value && !buffering.value) reveal(playhead.value);
  });
  return <div class="playhead" ref={line} aria-hidden="true" />;
}
