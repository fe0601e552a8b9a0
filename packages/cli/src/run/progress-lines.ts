import { visible } from "@goldilocks/diagnostics";
import type { Paint } from "../text/paint.ts";
import { count, duration, roughly, whole } from "../text/quantities.ts";
import type { Slot, Snapshot } from "./progress.ts";

const BAR = 20;
const WORKS: Readonly<Record<string, string>> = { point: "steps" };

/** The whole run in one line: cells, share, time gone, time left. */
export function summaryLine({ trained, failed, trainings, share, elapsed, left }: Snapshot): string {
  const parts = [
    trainings > 0 ? `${whole(trained)} of ${count(trainings, "training")}` : "",
    failed > 0 ? `${whole(failed)} failed` : "",
    `${Math.floor(share * 100)} %`,
    duration(elapsed),
    left === undefined ? "" : `about ${roughly(left)} left`,
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** One line a worker and one for the whole run, none longer than `columns`. */
export function liveLines(snapshot: Snapshot, columns: number, paint: Paint): readonly string[] {
  const labels = snapshot.slots.map((slot) => visible(slot?.node.label ?? ""));
  const width = Math.max(8, Math.min(Math.max(...labels.map((label) => label.length)), columns - BAR - 22));
  const digits = String(snapshot.slots.length).length;
  const lines = snapshot.slots.map((slot, index) => {
    const name = `worker ${String(index + 1).padStart(digits)}`;
    return slot === undefined ? paint.dim(`${name}  waiting`) : workerLine(name, slot, width, columns, paint);
  });
  return [...lines, paint.bold(clip(summaryLine(snapshot), columns))];
}

function workerLine(name: string, { node, done, total }: Slot, width: number, columns: number, paint: Paint): string {
  const label = clip(visible(node.label), width).padEnd(width);
  if (total === 0) return `${paint.dim(name)}  ${clip(label, columns - name.length - 3)}`;
  const filled = Math.round((done / total) * BAR);
  const percent = `${String(Math.floor((done / total) * 100)).padStart(3)} %`;
  const unit = WORKS[node.kind];
  const detail = unit === undefined ? "" : `  ${whole(done)} of ${whole(total)} ${unit}`;
  const used = name.length + width + BAR + percent.length + 6;
  const rest = clip(detail, Math.max(0, columns - used - 1));
  return `${paint.dim(name)}  ${label}  ${paint.green("━".repeat(filled))}${paint.dim("─".repeat(BAR - filled))}  ${percent}${paint.dim(rest)}`;
}

const clip = (text: string, width: number): string =>
  text.length <= width ? text : width < 1 ? "" : `${text.slice(0, width - 1)}…`;
