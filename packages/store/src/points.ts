import { join } from "node:path";
import type { StoredPoint } from "@goldilocks/engine";
import { field, seal } from "./envelope.ts";
import { checkHash, checkStep } from "./names.ts";
import { type Place } from "./place.ts";
import { replaceFile } from "./replace-file.ts";
import { namesIn, readStored, sealed } from "./stored-file.ts";

const stepName = /^(?:0|[1-9][0-9]{0,15})$/u;

function readPoint(place: Place, trajectory: string, step: number): Promise<StoredPoint | undefined> {
  const parse = sealed((value): StoredPoint | undefined => {
    const key = field(value, "key");
    const same = field(value, "trajectory") === trajectory && field(value, "step") === step;
    return same && typeof key === "string" ? { step, key } : undefined;
  });
  const file = join(place.layout.points, trajectory, String(step));
  return readStored(place, { kind: "point", name: `${trajectory}/${step}`, file, parse });
}

/** Says under which key the state after `step` steps is kept. */
export async function addPoint(place: Place, trajectory: string, step: number, key: string): Promise<void> {
  checkHash("key", trajectory);
  checkStep(step);
  checkHash("key", key);
  if ((await readPoint(place, trajectory, step))?.key === key) return;
  await replaceFile(place, join(place.layout.points, trajectory, String(step)), seal({ trajectory, step, key }));
}

/** The points of a trajectory, by step. */
export async function readPoints(place: Place, trajectory: string): Promise<readonly StoredPoint[]> {
  checkHash("key", trajectory);
  const names = await namesIn(place, join(place.layout.points, trajectory));
  const steps = names.filter((name) => stepName.test(name)).map(Number);
  const points = await Promise.all(steps.map((step) => readPoint(place, trajectory, step)));
  return points.filter((point) => point !== undefined).toSorted((a, b) => a.step - b.step);
}
