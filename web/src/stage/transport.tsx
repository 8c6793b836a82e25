// Below the picture: play, where one is, and what is done at the playhead.
import type { JSX } from "preact";
import { joinNext, splitHere } from "../state/keys";
import { playhead, playing, seek, toggle } from "../state/player";
import { duration, hearing } from "../state/store";
import { isFitting, setZoomShare, ZOOM, zoomAround, zoomShare, zoomToFit } from "../timeline/scale";
import { Button } from "../ui/controls";
import { clock } from "../ui/time";

/** Bar and beat, counted from 1, where bars are heard. */
function barAt(second: number): string {
  const downbeats = hearing.value?.downbeats ?? [];
  const bar = downbeats.findLastIndex((moment) => moment <= second + 0.02);
  return bar < 0 ? "" : `bar ${bar + 1}`;
}

export function Transport(): JSX.Element {
  return (
    <div class="transport" role="toolbar" aria-label="Playing and cutting">
      <div class="row">
        <Button kind="quiet" icon="start" label="To the beginning" keys="Home" onClick={() => seek(0)} />
        <Button kind="main" icon={playing.value ? "pause" : "play"} label={playing.value ? "Pause" : "Play"} keys="Space" onClick={toggle} />
        <output class="clock" aria-label="Time"><Time /></output>
      </div>
      <div class="row">
        <Button kind="quiet" icon="split" label="Cut at the playhead" keys="S" onClick={splitHere}><span class="words">Cut</span></Button>
        <Button kind="quiet" icon="join" label="Join with the next shot" keys="J" onClick={joinNext}><span class="words">Join</span></Button>
      </div>
      <div class="row zoom">
        <span class="wide"><Button kind="quiet" icon="fit" label="The whole film" keys="0" disabled={isFitting.value} onClick={zoomToFit} /></span>
        <Button kind="quiet" icon="minus" label="Further away" keys="−" disabled={isFitting.value} onClick={() => zoomAround(1 / ZOOM, playhead.peek())} />
        <input type="range" aria-label="Zoom of the timeline" min={0} max={1} step={0.01} value={zoomShare.value}
          style={{ "--share": `${zoomShare.value * 100}%` }}
          onInput={(event) => setZoomShare(Number(event.currentTarget.value), playhead.peek())} />
        <Button kind="quiet" icon="plus" label="Closer" keys="+" disabled={zoomShare.value >= 1} onClick={() => zoomAround(ZOOM, playhead.peek())} />
      </div>
    </div>
  );
}

function Time(): JSX.Element {
  return (
    <>
      <strong>{clock(playhead.value)}</strong>
      <span class="quiet"> / {clock(duration.value, false)}</span>
      <span class="quiet bar">{barAt(playhead.value)}</span>
    </>
  );
}
