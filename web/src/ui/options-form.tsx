// The options of a plug-in as a form, made from its schema: numbers may follow a lane.
import type { JSX } from "preact";
import type { Control, Part } from "../api/plan";
import type { PlugIn } from "../api/types";
import { asControl, isDriven, titled, type Field, fieldsOf } from "../plan/options";
import { plan } from "../state/store";
import { Choice, Labelled, NumberField, Switch, TextField } from "./controls";

interface FormProps {
  plugIn: PlugIn;
  part: Part;
  onChange: (option: string, value: unknown) => void;
  /** An option that has a field elsewhere. */
  leaveOut?: string;
}

export function OptionsForm({ plugIn, part, onChange, leaveOut }: FormProps): JSX.Element {
  return (
    <>
      {fieldsOf(plugIn).filter((field) => field.name !== leaveOut).map((field) => (
        <OptionField key={field.name} field={field} value={part[field.name]} onChange={(value) => onChange(field.name, value)} />
      ))}
    </>
  );
}

interface OptionProps {
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
}

function OptionField({ field, value, onChange }: OptionProps): JSX.Element {
  const label = titled(field.name);
  const { about } = field;
  switch (field.kind) {
    case "number":
      if (field.drivable) return <ControlField label={label} about={about} range={field} value={asControl(value, field.initial)} onChange={onChange} />;
      return (
        <NumberField label={label} about={about} low={field.low} high={Math.min(field.high, 600)} step={field.whole ? 1 : undefined}
          value={typeof value === "number" ? value : (field.initial ?? field.low)} onChange={onChange} />
      );
    case "switch":
      return <Switch label={label} about={about} value={typeof value === "boolean" ? value : field.initial} onChange={onChange} />;
    case "choice":
      return (
        <Choice label={label} about={about} value={typeof value === "string" ? value : (field.initial ?? "")}
          choices={field.choices.map((one) => [one, titled(one)] as const)} onChange={onChange} />
      );
    case "colour":
      return (
        <Labelled label={label} about={about}>
          {(id) => (
            <input id={id} type="color" value={typeof value === "string" ? value : (field.initial ?? "#ffffff")}
              onChange={(event) => onChange(event.currentTarget.value)} />
          )}
        </Labelled>
      );
    case "text":
      return (
        <TextField label={label} about={about} rows={field.name === "text" ? 3 : undefined}
          value={typeof value === "string" ? value : (field.initial ?? "")} onChange={onChange} />
      );
  }
}

/** A number, or a lane and what the number is where the lane is highest. */
export function ControlField({ label, about, range, value, onChange }: {
  label: string;
  about: string;
  range: { low: number; high: number };
  value: Control;
  onChange: (value: Control) => void;
}): JSX.Element {
  const driven = isDriven(value);
  const amount = driven ? (value.amount ?? 1) : value;
  const lanes = Object.keys(plan.value?.lanes ?? {});
  const follow = (lane: string) => onChange(lane ? { lane, amount } : amount);
  return (
    <NumberField label={label} about={about} value={amount} low={range.low} high={range.high}
      onChange={(next) => onChange(driven ? { lane: value.lane, amount: next } : next)}
      aside={
        <select class={`lane-choice ${driven ? "driven" : ""}`} aria-label={`${label} follows`} value={driven ? value.lane : ""}
          title={driven ? `It is ${amount} where the lane "${value.lane}" is highest, and 0 where it rests.` : "Steady. Choose a lane to let the music move it."}
          onChange={(event) => follow(event.currentTarget.value)}>
          <option value="">steady</option>
          {lanes.map((lane) => <option key={lane} value={lane}>{lane}</option>)}
        </select>
      }
    />
  );
}
