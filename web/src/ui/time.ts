// Seconds as people read them.

/** 83.4 -> "1:23.4"; without tenths "1:23". */
export function clock(seconds: number, tenths = true): string {
  const rounded = tenths ? Math.round(seconds * 10) / 10 : Math.round(seconds);
  const minutes = Math.floor(rounded / 60);
  const rest = (rounded - minutes * 60).toFixed(tenths ? 1 : 0).padStart(tenths ? 4 : 2, "0");
  return `${minutes}:${rest}`;
}

/** "about 2 min left" */
export function left(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s left`;
  if (seconds < 3600) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${(seconds / 3600).toFixed(1)} h left`;
}
