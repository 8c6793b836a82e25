// What lies above the page: messages, the table of keys, and a banner when the server is gone.
import { useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { held, isLost } from "../state/files";
import { KEYS, keysShown } from "../state/keys";
import { connection, plan, state } from "../state/store";
import { dismiss, toasts } from "../state/toasts";
import { Button } from "./controls";

export function Toasts(): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, tone, action }) => (
        <div key={id} class={`toast ${tone}`}>
          <span>{text}</span>
          {action && (
            <Button onClick={() => {
              dismiss(id);
              action.act();
            }}>{action.label}</Button>
          )}
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
      <p class="quiet">Cuts snap to bars while they are dragged; hold Alt to move them freely. Shift and a drag on the waveform mark a part. Ctrl and the wheel zoom.</p>
    </dialog>
  );
}

const BANNERS = {
  lost: "The studio does not answer. It is asked again every second; what you change is kept in this browser until it is back.",
  refused: "The studio was started anew: open the link that it has printed in its terminal. What you changed is kept in this browser.",
};

export function Banners(): JSX.Element {
  const gone = connection.value;
  return (
    <>
      {(gone === "lost" || gone === "refused") && <p class="banner" role="alert">{BANNERS[gone]}</p>}
      {state.value?.problems.map(({ text }) => <p key={text} class="banner wrong" role="alert">{text}.</p>)}
    </>
  );
}

/** What becomes of a file that is held above the page. */
export function DropHint(): JSX.Element | null {
  if (!held.value) return null;
  const missing = (["song", "picture"] as const).filter(isLost);
  const film = missing.length ? `Drop the ${missing.join(" or the ")} that is gone` : "Drop a picture: the chosen shot moves to it";
  return <p class="drop-hint">{plan.value ? film : "Drop a song and pictures"}</p>;
}
