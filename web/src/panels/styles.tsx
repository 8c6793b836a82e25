// The gallery of styles: each a small painting of this very artwork.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { urls } from "../api/client";
import type { Brief } from "../api/plan";
import { catalog } from "../state/store";
import { Painted } from "../ui/painted";
import { titled } from "../plan/options";

/** What the server calls the artwork's own hand. */
const OWN = "none";

export function StyleGallery({ brief, onChoose }: { brief: Brief; onChoose: (style: string | null) => void }): JSX.Element {
  const chosen = brief.style ?? null;
  return (
    <div class="gallery" role="group" aria-label="Styles">
      <button type="button" class="style" aria-pressed={chosen === null && !brief.style_picture} onClick={() => onChoose(null)}>
        <WhenSeen address={brief.picture ? urls.style(OWN, brief.picture, brief.seed ?? 0) : null} />
        <span>Its own</span>
      </button>
      {(catalog.value?.styles ?? []).map(({ name, about }) => (
        <button key={name} type="button" class="style" title={about} aria-pressed={chosen === name} onClick={() => onChoose(name)}>
          <WhenSeen address={brief.picture ? urls.style(name, brief.picture, brief.seed ?? 0) : null} />
          <span>{titled(name)}</span>
        </button>
      ))}
    </div>
  );
}

/** A painting that is asked for when it comes into sight. */
function WhenSeen({ address }: { address: string | null }): JSX.Element {
  const place = useRef<HTMLSpanElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setSeen(true));
    observer.observe(place.current!);
    return () => observer.disconnect();
  }, []);
  return (
    <span ref={place} class="when-seen">
      <Painted address={seen ? address : null} />
    </span>
  );
}
