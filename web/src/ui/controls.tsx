// Buttons and fields, labelled, that the panels are made of.
import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { Icon, type IconName } from "./icons";

interface ButtonProps {
  icon?: IconName;
  children?: ComponentChildren;
  /** What it does, where the button shows an icon alone. */
  label?: string;
  /** Its key, told in the tooltip. */
  keys?: string;
  kind?: "plain" | "main" | "quiet";
  pressed?: boolean;
  disabled?: boolean;
  onClick: () => void;
}

export function Button({ icon, children, label, keys, kind = "plain", pressed, disabled, onClick }: ButtonProps): JSX.Element {
  const title = label && keys ? `${label} (${keys})` : label;
  return (
    <button
      type="button"
      class={`button ${kind} ${children ? "" : "bare"}`}
      aria-label={children ? undefined : label}
      aria-pressed={pressed}
      title={title}
      disabled={disabled}
      onClick={onClick}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

interface FieldProps {
  label: string;
  about?: string;
  children: (id: string) => ComponentChildren;
  /** Stands at the right of the label. */
  aside?: ComponentChildren;
}

export function Labelled({ label, about, children, aside }: FieldProps): JSX.Element {
  const id = useId();
  return (
    <div class="field" title={about}>
      <div class="field-head">
        <label for={id}>{label}</label>
        {aside}
      </div>
      {children(id)}
    </div>
  );
}

export interface NumberProps {
  label: string;
  about?: string;
  value: number;
  low: number;
  high: number;
  step?: number;
  disabled?: boolean;
  /** Shown in place of the number. */
  shown?: string;
  onChange: (value: number) => void;
  aside?: ComponentChildren;
}

/** A step that gives about two hundred places, in round numbers. */
function roundStep(low: number, high: number): number {
  const rough = (high - low) / 200;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((times) => times * power).find((step) => step >= rough * 0.999) ?? power;
}

const pretty = (value: number) => String(Number(value.toPrecision(4)));

/** A slider and a number, of which either may be used. An edit is made when the hand lets go. */
export function NumberField(props: NumberProps): JSX.Element {
  const { label, about, value, low, high, disabled, onChange } = props;
  const step = props.step ?? roundStep(low, high);
  const moving = useSignal<number | null>(null);
  const now = moving.value ?? value;
  const commit = (text: string) => {
    moving.value = null;
    const next = Math.min(high, Math.max(low, Number(text)));
    if (text.trim() !== "" && Number.isFinite(next) && next !== value) onChange(next);
  };
  return (
    <Labelled label={label} about={about} aside={
      <span class="field-aside">
        {props.aside}
        <input
          class="number"
          type="number"
          aria-label={`${label}, as a number`}
          min={low}
          max={high}
          step="any"
          disabled={disabled}
          value={props.shown === undefined ? pretty(now) : ""}
          placeholder={props.shown}
          onChange={(event) => commit(event.currentTarget.value)}
        />
      </span>
    }>
      {(id) => (
        <input
          id={id}
          type="range"
          min={low}
          max={high}
          step={step}
          disabled={disabled}
          value={now}
          style={{ "--share": `${((Math.min(high, Math.max(low, now)) - low) / (high - low)) * 100}%` }}
          onInput={(event) => (moving.value = Number(event.currentTarget.value))}
          onChange={(event) => commit(event.currentTarget.value)}
        />
      )}
    </Labelled>
  );
}

interface ChoiceProps {
  label: string;
  about?: string;
  value: string;
  choices: readonly (readonly [value: string, label: string])[];
  onChange: (value: string) => void;
}

export function Choice({ label, about, value, choices, onChange }: ChoiceProps): JSX.Element {
  return (
    <Labelled label={label} about={about}>
      {(id) => (
        <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {choices.map(([key, name]) => (
            <option key={key} value={key}>{name}</option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

export function Switch({ label, about, value, onChange }: {
  label: string;
  about?: string;
  value: boolean;
  onChange: (value: boolean) => void;
}): JSX.Element {
  return (
    <label class="switch" title={about}>
      <input type="checkbox" role="switch" checked={value} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}

/** A switch without words, at the head of a row that has them. */
export function Power({ label, on, onClick }: { label: string; on: boolean; onClick: () => void }): JSX.Element {
  return <input class="power" type="checkbox" role="switch" aria-label={`${label} is on`} checked={on} onChange={onClick} />;
}

interface TextProps {
  label: string;
  about?: string;
  value: string;
  rows?: number;
  placeholder?: string;
  onChange: (value: string) => void;
}

/** An edit is made when the field is left. */
export function TextField({ label, about, value, rows, placeholder, onChange }: TextProps): JSX.Element {
  const commit = (text: string) => text !== value && onChange(text);
  return (
    <Labelled label={label} about={about}>
      {(id) =>
        rows ? (
          <textarea id={id} rows={rows} value={value} placeholder={placeholder}
            onChange={(event) => commit(event.currentTarget.value)} />
        ) : (
          <input id={id} type="text" value={value} placeholder={placeholder}
            onChange={(event) => commit(event.currentTarget.value)} />
        )
      }
    </Labelled>
  );
}

/** A heading with what belongs to it, that can be folded. */
export function Fold({ title, open, children, aside }: {
  title: string;
  open?: boolean;
  children: ComponentChildren;
  aside?: ComponentChildren;
}): JSX.Element {
  return (
    <details class="fold" open={open}>
      <summary>
        <span>{title}</span>
        {aside && <span class="quiet">{aside}</span>}
      </summary>
      <div class="fold-body">{children}</div>
    </details>
  );
}

export function Segments<Value extends string>({ label, value, choices, onChange }: {
  label: string;
  value: Value;
  choices: readonly (readonly [value: Value, label: string])[];
  onChange: (value: Value) => void;
}): JSX.Element {
  return (
    <div class="segments" role="group" aria-label={label}>
      {choices.map(([key, name]) => (
        <button key={key} type="button" aria-pressed={key === value} onClick={() => onChange(key)}>{name}</button>
      ))}
    </div>
  );
}
