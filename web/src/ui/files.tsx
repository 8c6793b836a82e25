// Choosing files, by a button or by dropping them.
import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";
import { Icon, type IconName } from "./icons";

export function FileButton({ icon, accept, multiple, main, children, onFiles }: {
  icon: IconName;
  accept: string;
  multiple?: boolean;
  main?: boolean;
  children: ComponentChildren;
  onFiles: (files: File[]) => void;
}): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class={`button ${main ? "main" : "plain"}`} onClick={() => input.current?.click()}>
        <Icon name={icon} />
        {children}
      </button>
      <input ref={input} type="file" hidden accept={accept} multiple={multiple}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = ""; // so that the same file can be chosen again
        }} />
    </>
  );
}
