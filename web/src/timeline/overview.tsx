// The whole film in one small strip: where one is, and a way to anywhere else.
import type { JSX } from "preact";
import { duration } from "../state/store";
import { Wave } from "../ui/wave";
import { scrollTo, seen, width, zoom } from "./scale";

export function Overview(): JSX.Element {
  const share = (second: number) => `${(100 * second) / Math.max(1e-6, duration.value)}%`;
  const go = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const box = event.currentTarget.getBoundingClientRect();
    scrollTo(((event.clientX - box.left) / box.width) * duration.peek() * zoom.peek() - width.peek() / 2);
  };
  return (
    <div class="overview" aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && go(event)}>
      <Wave />
      <div class="window" style={{ left: share(seen.value.start), width: share(seen.value.end - seen.value.start) }} />
    </div>
  );
}
