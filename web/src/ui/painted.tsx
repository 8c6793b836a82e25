// Pictures that the server paints when they are asked for: the old one stays, dimmed, until the new one is there.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { urls } from "../api/client";
import { lookOf } from "../plan/keyframes";
import { plan, revision, saving } from "../state/store";
import { takeTurn } from "./turns";

/** A picture at an address, loaded when its turn comes. */
export function Painted({ address, alt = "" }: { address: string | null; alt?: string }): JSX.Element {
  const [source, setSource] = useState<string>();
  const [ready, setReady] = useState(false);
  const done = useRef(() => {});
  useEffect(() => {
    if (!address) return;
    setReady(false);
    done.current = takeTurn(() => setSource(address));
    return () => done.current();
  }, [address]);
  const finish = (fine: boolean) => {
    done.current();
    setReady(fine);
    if (!fine) setSource(undefined); // rather nothing than a broken picture
  };
  return (
    <span class={`painted ${ready ? "" : "pending"}`}>
      {source && <img src={source} alt={alt} draggable={false} decoding="async" onLoad={() => finish(true)} onError={() => finish(false)} />}
    </span>
  );
}

/** A keyframe. Its address changes with its look, so an old picture is never taken for a new one. */
export function Keyframe({ name, alt }: { name: string; alt?: string }): JSX.Element {
  const address = useRef<string | null>(null);
  const current = plan.value;
  // While an edit is on its way the server would still paint the old keyframe under the new address.
  if (current?.keyframes[name] && !saving.value && revision.value) address.current = urls.keyframe(name, lookOf(current, name));
  return <Painted address={address.current} alt={alt} />;
}
