// The picture of the moment, large.
import type { JSX } from "preact";
import { buffering, playhead, playing } from "../state/player";
import { shown, attachScreen } from "../state/screen";
import { asked, fault, painting } from "../state/still";
import { aspect, state } from "../state/store";
import { clock } from "../ui/time";

export function Stage(): JSX.Element {
  const waits = playing.value ? buffering.value : painting.value;
  const note = fault.value && !playing.value && !state.value?.problems.length ? fault.value : waits ? (playing.value ? "Getting ahead of the music ..." : "Painting ...") : "";
  return (
    <section class="stage" aria-label="Picture">
      <div class={`screen ${waits && !playing.value ? "waits" : ""}`} aria-busy={asked.value} style={{ "--aspect": String(aspect.value) }}>
        <canvas ref={attachScreen} role="img" aria-label={`The film at ${clock(playing.value ? playhead.peek() : playhead.value)}`}
          data-shown={shown.value} width={640} height={Math.round(640 / aspect.value)} />
        <p class={`note ${note ? "" : "hidden"}`} role="status">{note}</p>
      </div>
    </section>
  );
}
