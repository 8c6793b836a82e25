// Dark or light: the system's choice until somebody makes their own.
import { effect, signal } from "@preact/signals";

export type Theme = "dark" | "light";
const KEY = "clavilux-theme";
const system = matchMedia("(prefers-color-scheme: light)");

function chosen(): Theme | null {
  const kept = localStorage.getItem(KEY);
  return kept === "dark" || kept === "light" ? kept : null;
}

export const theme = signal<Theme>(chosen() ?? (system.matches ? "light" : "dark"));

export function switchTheme(): void {
  theme.value = theme.peek() === "dark" ? "light" : "dark";
  localStorage.setItem(KEY, theme.peek());
}

export function watchTheme(): void {
  system.addEventListener("change", () => {
    if (!chosen()) theme.value = system.matches ? "light" : "dark";
  });
  effect(() => {
    document.documentElement.dataset["theme"] = theme.value;
  });
}
