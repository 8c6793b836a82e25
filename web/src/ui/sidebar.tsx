// The panels beside the picture, one at a time.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { EffectsPanel } from "../panels/effects";
import { FilmPanel } from "../panels/film";
import { LanesPanel } from "../panels/lanes";
import { ShotPanel } from "../panels/shot";
import { WordsPanel } from "../panels/words";
import { panel, type Panel } from "../state/store";

const PANELS: Record<Panel, [title: string, view: () => JSX.Element]> = {
  shot: ["Shot", ShotPanel],
  effects: ["Effects", EffectsPanel],
  lanes: ["Lanes", LanesPanel],
  words: ["Words", WordsPanel],
  film: ["Film", FilmPanel],
};
const NAMES = Object.keys(PANELS) as Panel[];

export function Sidebar(): JSX.Element {
  const tabs = useRef<HTMLDivElement>(null);
  const [, View] = PANELS[panel.value];
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = (NAMES.indexOf(panel.peek()) + step + NAMES.length) % NAMES.length;
    panel.value = NAMES[next]!;
    tabs.current?.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };
  return (
    <aside class="sidebar" aria-label="What is chosen">
      <div class="tabs" role="tablist" aria-label="Panels" ref={tabs} onKeyDown={onKeyDown}>
        {NAMES.map((name) => (
          <button key={name} type="button" role="tab" id={`tab-${name}`} aria-selected={panel.value === name} aria-controls="panel"
            tabIndex={panel.value === name ? 0 : -1} onClick={() => (panel.value = name)}>{PANELS[name][0]}</button>
        ))}
      </div>
      <div class="panel" id="panel" role="tabpanel" aria-labelledby={`tab-${panel.value}`} tabIndex={0}>
        <View key={panel.value} />
      </div>
    </aside>
  );
}
