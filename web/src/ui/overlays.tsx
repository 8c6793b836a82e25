// What lies above the page: messages, the table of keys, and a banner when the server is gone.
import { useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { KEYS, keysShown } from "../state/keys";
import { connection } from "../state/store";
import { dismiss, toasts } from "../state/toasts";
import { Button } from "./controls";

export function Toasts(): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, tone }) => (
        <div key={id} class={`toast ${tone}`}>
          <span>{text}</span>
          <Button kind="quiet" icon="close" label="Dismiss" onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  );
}

export function KeysDialog(): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useSignalEffect(() => {
    if (keysShown.value) dialog.current?.showModal();
    else dialog.current?.close();
  });
  return (
    <dialog ref={dialog} class="keys" aria-labelledby="keys-title" onClose={() => (keysShown.value = false)}>
      <header class="panel-head">
        <h2 id="keys-title">Keys</h2>
        <Button kind="quiet" icon="close" label="Close" onClick={() => (keysShown.value = false)} />
      </header>
      <dl>
        {KEYS.map(({ shown, does }) => (
          <div key={shown}>
            <dt><kbd>{shown}</kbd></dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">Cuts snap to bars while they are dragged; hold Alt to move them freely. Ctrl and the wheel zoom.</p>
    </dialog>
  );
}

const BANNERS = {
  lost: "The studio does not answer. It is asked again every second; what you changed last is kept here until it is back.",
  refused: "This page's key is no longer valid: open the link that the studio has printed in its terminal.",
};

export function Banner(): JSX.Element | null {
  const gone = connection.value;
  if (gone !== "lost" && gone !== "refused") return null;
  return <p class="banner" role="alert">{BANNERS[gone]}</p>;
}
