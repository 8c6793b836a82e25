// Words of the song: pasted, tapped in time with the space bar, and how they are shown. Title and credits, too.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { linesOf, setLines, setText, textEffect, textOf, timed, type Line } from "../plan/words";
import { edit } from "../state/editing";
import { tapping } from "../state/keys";
import { pause, playhead, playSound, seek } from "../state/player";
import { catalog, duration, plan } from "../state/store";
import { Button, Fold, TextField } from "../ui/controls";
import { OptionsForm } from "../ui/options-form";
import { clock } from "../ui/time";

export function WordsPanel(): JSX.Element {
  return (
    <>
      <header class="panel-head">
        <div>
          <h2>Words</h2>
          <p class="quiet">Paste the words of the song, then tap them in time.</p>
        </div>
      </header>
      <Lyrics />
      <Fold title="Title" open>
        <CardText use="title" placeholder={"Name of the song\nWho made it"} />
      </Fold>
      <Fold title="Credits">
        <CardText use="credits" placeholder={"Music: ...\nPicture: ..."} />
      </Fold>
    </>
  );
}

function CardText({ use, placeholder }: { use: "title" | "credits"; placeholder: string }): JSX.Element {
  const part = plan.value?.effects?.find((effect) => effect.use === use);
  return (
    <>
      <TextField label={use === "title" ? "Shown at the beginning" : "Shown at the end"} rows={3} placeholder={placeholder}
        value={textEffect(plan.value, use)} onChange={(text) => edit((draft) => setText(draft, use, text))} />
      {part && <Written use={use} />}
    </>
  );
}

/** How it looks: all options but the text itself. */
function Written({ use }: { use: string }): JSX.Element | null {
  const plugIn = catalog.value?.effects[use];
  const index = plan.value?.effects?.findIndex((effect) => effect.use === use) ?? -1;
  const part = plan.value?.effects?.[index];
  if (!plugIn || !part) return null;
  return (
    <OptionsForm plugIn={plugIn} part={part} leaveOut="text"
      onChange={(option, value) => edit((draft) => void (draft.effects![index]![option] = value))} />
  );
}

function Lyrics(): JSX.Element {
  const lines = linesOf(plan.value);
  const text = useSignal<string | null>(null);
  const taps = useSignal<number[] | null>(null);
  const shown = text.value ?? lines.map(textOf).join("\n");
  const texts = shown.split("\n").map((line) => line.trim()).filter(Boolean);
  if (taps.value) return <Tapping texts={texts} taps={taps} />;
  const changed = text.value !== null && texts.join("\n") !== lines.map(textOf).join("\n");
  return (
    <section class="lyrics">
      <label>
        <span>Lyrics, a line each</span>
        <textarea rows={lines.length && !changed ? 5 : 10} value={shown} placeholder={"First line\nSecond line"}
          onInput={(event) => (text.value = event.currentTarget.value)} />
      </label>
      <div class="row">
        <Button kind={changed || !lines.length ? "main" : "plain"} icon="pencil" disabled={!texts.length}
          onClick={() => (taps.value = [])}>{lines.length ? "Tap them again" : "Tap them in time"}</Button>
        {changed && texts.length === lines.length && (
          <Button onClick={() => {
            edit((draft) => setLines(draft, lines.map((line, index) => ({ start: line.start, end: line.end, text: texts[index] }))));
            text.value = null;
          }}>Keep the times</Button>
        )}
        {lines.length > 0 && <Button kind="quiet" icon="trash" onClick={() => edit((draft) => setLines(draft, []))}>Remove</Button>}
      </div>
      {lines.length > 0 && !changed && <Times lines={lines} />}
      {lines.length > 0 && <Fold title="How they look"><Written use="lyrics" /></Fold>}
    </section>
  );
}

function Times({ lines }: { lines: Line[] }): JSX.Element {
  return (
    <ol class="times">
      {lines.map((line) => (
        <li key={line.start}>
          <button type="button" aria-current={playhead.value >= line.start && playhead.value < line.end ? "true" : undefined} onClick={() => seek(line.start + 0.4)}>
            <span class="quiet">{clock(line.start)}</span> {textOf(line)}
          </button>
        </li>
      ))}
    </ol>
  );
}

function Tapping({ texts, taps }: { texts: string[]; taps: { value: number[] | null } }): JSX.Element {
  const done = taps.value ?? [];
  const tap = () => {
    const starts = taps.value ?? [];
    taps.value = [...starts, playhead.peek()];
    if (starts.length + 1 >= texts.length) finish();
  };
  const finish = () => {
    pause();
    const lines = timed(texts, taps.value ?? [], duration.peek());
    if (lines.length) edit((draft) => setLines(draft, lines));
    taps.value = null;
  };
  useEffect(() => {
    tapping.value = tap;
    playSound(0);
    return () => {
      tapping.value = null;
      pause();
    };
  }, []);
  const next = done.length;
  return (
    <section class="tapping" aria-live="polite">
      <p class="quiet">The song plays. Press the space bar when each line begins. {next} of {texts.length}</p>
      <p class="line now">{texts[next]}</p>
      <p class="line quiet">{texts[next + 1] ?? ""}</p>
      <div class="row">
        <Button kind="main" onClick={tap}>Now</Button>
        <Button icon="undo" disabled={!next} onClick={() => {
          const back = done.at(-1) ?? 0;
          taps.value = done.slice(0, -1);
          playSound(Math.max(0, back - 3));
        }}>Last one again</Button>
        <Button kind="quiet" onClick={finish}>{next ? "That is all" : "Stop"}</Button>
      </div>
    </section>
  );
}
