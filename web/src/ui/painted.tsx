// Pictures that the server paints when they are asked for: the old one stays, dimmed, until the new one is there.
import { computed, type ReadonlySignal } from "@preact/signals";
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

/** Addresses of keyframes: each changes with its picture's look alone, so that no other edit touches those who show it. */
const addresses = new Map<string, ReadonlySignal<string | null>>();

function addressOf(name: string): ReadonlySignal<string | null> {
  let address = addresses.get(name);
  if (!address) {
    let last: string | null = null;
    address = computed(() => {
      const current = plan.value;
      // While an edit is on its way the server would still paint the old keyframe under the new address.
      if (current?.keyframes[name] && !saving.value && revision.value) last = urls.keyframe(name, lookOf(current, name));
      return last;
    });
    addresses.set(name, address);
  }
  return address;
}

/** A keyframe; an old picture is never taken for a new one. */
export function Keyframe({ name, alt }: { name: string; alt?: string }): JSX.Element {
  return <Painted address={addressOf(name).value} alt={alt} />;
}
