// Above all: whose film it is, undo, and what the page itself can do.
import type { JSX } from "preact";
import { redo, undo } from "../state/editing";
import { keysShown } from "../state/keys";
import { activeJobs, connection, hearing, panel, plan, saving, songTitle, state } from "../state/store";
import { switchTheme, theme } from "../state/theme";
import { Button } from "./controls";
import { left } from "./time";

export function TopBar(): JSX.Element {
  const known = state.value;
  const render = activeJobs.value.find((job) => job.what === "render" && job.state === "running");
  return (
    <header class="topbar">
      <div class="brand">
        <span class="mark" aria-hidden="true" />
        <h1>{songTitle.value ?? "Clavilux"}</h1>
        <span class="quiet">{[known?.song?.artist, plan.value && heardAs()].filter(Boolean).join(" · ")}</span>
      </div>
      {(plan.value || known?.can_redo) && (
        <div class="row">
          <Button kind="quiet" icon="undo" label="Undo" keys="Ctrl Z" disabled={!known?.can_undo} onClick={undo} />
          <Button kind="quiet" icon="redo" label="Redo" keys="Ctrl Shift Z" disabled={!known?.can_redo} onClick={redo} />
          <span class="quiet saved" role="status">{!saving.value ? "saved" : connection.value === "open" ? "saving" : "not saved"}</span>
        </div>
      )}
      <div class="row">
        <Button kind="quiet" icon={theme.value === "dark" ? "sun" : "moon"} label={theme.value === "dark" ? "Light page" : "Dark page"} onClick={switchTheme} />
        <span class="wide"><Button kind="quiet" label="Keys" keys="?" onClick={() => (keysShown.value = true)}>?</Button></span>
        {plan.value && (
          <Button kind={render ? "plain" : "main"} onClick={() => (panel.value = "film")}>
            {render ? percent(render.done, render.total) : "Make"}
            <span class="wide">{!render ? " the film" : render.seconds_left !== null && `, ${left(render.seconds_left)}`}</span>
          </Button>
        )}
      </div>
    </header>
  );
}

/** "techno, 124 BPM", as far as it is sure. */
function heardAs(): string {
  const heard = hearing.value;
  if (!heard?.heard) return "";
  return [heard.genre?.replaceAll("-", " "), heard.sure && `${Math.round(heard.tempo)} BPM`].filter(Boolean).join(", ");
}

const percent = (done: number, total: number) => `${Math.floor((100 * done) / Math.max(1, total))} %`;
