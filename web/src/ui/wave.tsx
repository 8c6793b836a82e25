// The waveform of the whole song, small.
import { useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { hearing } from "../state/store";
import { theme } from "../state/theme";

const COLUMNS = 1000;
const ROWS = 40;

export function Wave(): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useSignalEffect(() => {
    const heard = hearing.value;
    void theme.value;
    const context = canvas.current?.getContext("2d");
    if (!context || !heard) return;
    context.clearRect(0, 0, COLUMNS, ROWS);
    context.fillStyle = getComputedStyle(context.canvas).color;
    const { high, low } = heard.waveform;
    for (let x = 0; x < COLUMNS; x++) {
      const first = Math.floor((x / COLUMNS) * high.length);
      const last = Math.max(first + 1, Math.floor(((x + 1) / COLUMNS) * high.length));
      const tall = Math.max(1, (Math.max(...high.slice(first, last)) - Math.min(...low.slice(first, last))) * ROWS * 0.48);
      context.fillRect(x, (ROWS - tall) / 2, 1, tall);
    }
  });
  return <canvas ref={canvas} class="wave" width={COLUMNS} height={ROWS} aria-hidden="true" />;
}
