// Schemas of plug-ins' options -> fields that a form can show.
import type { Control, Driven } from "../api/plan";
import type { PlugIn, Schema } from "../api/types";

interface Common {
  name: string;
  about: string;
  nullable: boolean;
  required: boolean;
}

export type Field = Common &
  (
    | { kind: "number"; whole: boolean; low: number; high: number; initial: number | null; drivable: boolean }
    | { kind: "switch"; initial: boolean }
    | { kind: "choice"; choices: string[]; initial: string | null }
    | { kind: "colour"; initial: string | null }
    | { kind: "text"; initial: string | null }
  );

/** Options that the page shows elsewhere, or that name a file of the server. */
const ELSEWHERE = new Set(["font", "font_sha256", "file", "clock", "lines", "points", "hits"]);
/** Where a range has no upper end: what sliders offer. */
const OPEN_END = 10;

function fieldOf(name: string, schema: Schema, required: boolean): Field | null {
  const kinds = schema.anyOf ?? [schema];
  const common: Common = {
    name,
    about: plainly(schema.description ?? ""),
    nullable: kinds.some((kind) => kind.type === "null"),
    required,
  };
  const drivable = kinds.some((kind) => kind.$ref?.endsWith("/Driven"));
  const plain = kinds.find((kind) => kind.type !== "null" && !kind.$ref);
  const initial = schema.default ?? null;
  if (!plain) return null;
  if (plain.enum) {
    const choices = plain.enum.filter((one): one is string => typeof one === "string");
    return { ...common, kind: "choice", choices, initial: initial as string | null };
  }
  switch (plain.type) {
    case "number":
    case "integer": {
      const low = plain.minimum ?? plain.exclusiveMinimum ?? 0;
      const high = plain.maximum ?? plain.exclusiveMaximum ?? OPEN_END;
      const value = typeof initial === "number" ? initial : common.nullable ? null : low;
      return { ...common, kind: "number", whole: plain.type === "integer", low, high, initial: value, drivable };
    }
    case "boolean":
      return { ...common, kind: "switch", initial: initial === true };
    case "string":
      if (plain.pattern?.includes("[0-9a-fA-F]{6}")) return { ...common, kind: "colour", initial: initial as string | null };
      return { ...common, kind: "text", initial: initial as string | null };
    default:
      return null;
  }
}

/** The struct that a plug-in's schema is about. */
function root(schema: Schema): Schema {
  const name = schema.$ref?.split("/").at(-1);
  return (name && schema.$defs?.[name]) || schema;
}

export function fieldsOf(plugIn: PlugIn): Field[] {
  const { properties = {}, required = [] } = plugIn.schema ? root(plugIn.schema) : {};
  return Object.entries(properties)
    .filter(([name]) => !ELSEWHERE.has(name))
    .map(([name, schema]) => fieldOf(name, schema, required.includes(name)))
    .filter((field) => field !== null);
}

export function isDriven(value: unknown): value is Driven {
  return typeof value === "object" && value !== null && "lane" in value;
}

export function asControl(value: unknown, initial: number | null): Control {
  return typeof value === "number" || isDriven(value) ? value : (initial ?? 0);
}

/** What docstrings say to people, without what they say to programmers. */
export function plainly(about: string): string {
  return about.replace(/[;,]? see `[^`]*`/g, "").replaceAll("`", "");
}

/** "shake_speed" -> "Shake speed" */
export function titled(name: string): string {
  const words = name.replaceAll(/[_-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
