// How far a job is.
import type { JSX } from "preact";
import type { Job } from "../api/types";
import { left } from "./time";

export const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export function Progress({ job }: { job: Job }): JSX.Element {
  const share = job.total > 0 ? Math.min(1, job.done / job.total) : null;
  const words = job.state === "waiting" ? "waits for its turn" : job.seconds_left !== null ? left(job.seconds_left) : "";
  return (
    <div class="progress">
      <div class="field-head">
        <span>{sentence(job.label)}{job.stage && !job.label.startsWith(job.stage) && <span class="quiet"> · {job.stage}</span>}</span>
        <span class="quiet">{words}</span>
      </div>
      <progress aria-label={job.label} max={1} value={share ?? undefined} />
    </div>
  );
}
