// The canvas on which frames are shown, wherever they come from.
import { signal } from "@preact/signals";

let canvas: HTMLCanvasElement | null = null;

/** Counts the frames that were shown; also says whether there is one yet. */
export const shown = signal(0);

export function attachScreen(element: HTMLCanvasElement | null): void {
  canvas = element;
}

/** Draws a frame, and lets go of it. */
export function show(picture: ImageBitmap): void {
  if (canvas) {
    if (canvas.width !== picture.width || canvas.height !== picture.height) {
      canvas.width = picture.width;
      canvas.height = picture.height;
    }
    canvas.getContext("2d")?.drawImage(picture, 0, 0);
    shown.value = shown.peek() + 1;
  }
  picture.close();
}
