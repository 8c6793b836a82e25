// How the whole film is painted: the dials of the painter that ships.
import type { JSX } from "preact";
import { edit } from "../state/editing";
import { plan } from "../state/store";
import { Fold, NumberField } from "../ui/controls";

/** Ranges as `clavilux recipe` has them. */
const DIALS = [
  { option: "palette", label: "Palette", about: "Whose colours: 0 the artwork's, 1 the style's.", low: 0, high: 1 },
  { option: "stroke", label: "Stroke", about: "Size of the strokes, as a multiple of the style's own.", low: 0.3, high: 4 },
  { option: "detail", label: "Detail", about: "How much fine structure of the artwork stays.", low: 0, high: 1 },
] as const;

export function PainterDials(): JSX.Element | null {
  const painter = plan.value?.painter;
  const there = DIALS.filter(({ option }) => typeof painter?.[option] === "number");
  if (!there.length) return null;
  return (
    <Fold title="How it is painted" aside={painter?.use}>
      <p class="quiet">All pictures of the film are painted anew, but for those that are locked.</p>
      {there.map(({ option, ...dial }) => (
        <NumberField key={option} {...dial} value={painter?.[option] as number}
          onChange={(value) => edit((draft) => void (draft.painter[option] = value))} />
      ))}
    </Fold>
  );
}
