// Edits that the server has not answered: kept in the browser, where they outlive this page and the server.
import type { Plan } from "../api/plan";

export interface Unsaved {
  /** The plan upon which the first was made, as the server had it. */
  base: Plan | null;
  /** Each upon the one before. */
  plans: Plan[];
}

/** By which a page knows its own. */
const PAGE = Math.random().toString(36).slice(2);
const prefix = (project: string) => `clavilux-unsaved ${project} `;

/** A browser may forbid to keep anything; then edits live as long as the page. */
function stored<Result>(use: (storage: Storage) => Result): Result | null {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}

export function keep(project: string, { base, plans }: Unsaved): void {
  const put = (kept: Plan[]) => stored((storage) => (storage.setItem(prefix(project) + PAGE, JSON.stringify({ base, plans: kept })), true));
  put(plans) ?? put(plans.slice(-1)); // rather in one step than not at all, where there is little room
}

export function drop(project: string): void {
  stored((storage) => storage.removeItem(prefix(project) + PAGE));
}

/** Whether this page's edit is gone from where it was kept: then another page of this browser has sent it. */
export function isTaken(project: string): boolean {
  return stored((storage) => storage.getItem(prefix(project) + PAGE) === null) ?? false;
}

/** The edits of a page that is gone; they are the asker's from now on. */
export function take(project: string): Unsaved | null {
  return stored((storage) => {
    const key = Object.keys(storage).find((one) => one.startsWith(prefix(project)) && !one.endsWith(PAGE));
    if (key === undefined) return null;
    const kept = storage.getItem(key);
    storage.removeItem(key);
    return kept === null ? null : (JSON.parse(kept) as Unsaved);
  });
}
