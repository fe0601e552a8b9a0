import { setTimeout as wait } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { ended, Place, tiny } from "./exp.ts";

const STEPS = 10_000;
const CHUNKS = Math.ceil(STEPS / 256);
// Cells large enough that training takes seconds, however fast the machine.
const text = tiny({ l1: "[0.1]", steps: String(STEPS) })
  .replace("activationDim: 8", "activationDim: 64")
  .replace("values: [0.5, 1]", "values: [32, 64]");

const interrupted = new Place();
const whole = new Place();
afterAll(() => {
  interrupted.remove();
  whole.remove();
});

function resultCount(): number {
  try {
    return interrupted.stored("results").length;
  } catch {
    return 0; // the store is not there yet
  }
}

/** The data is drawn first: when all of it is in the store and nothing more comes for a while, a training is under way. */
async function untilTraining(): Promise<void> {
  for (let before = -1; before < CHUNKS + 2 || before !== resultCount();) {
    before = resultCount();
    await wait(400);
  }
}

test(
  "an interrupted run saves, exits with 75, and the same command ends with the same bytes",
  { timeout: 240_000 },
  async () => {
    for (const place of [interrupted, whole]) place.write("tiny.yaml", text);
    const child = interrupted.start("tiny.yaml", "--workers", "1");
    const end = ended(child);
    await untilTraining();
    child.kill("SIGINT");
    const { code, stderr } = await end;
    expect(code).toBe(75);
    expect(stderr).toMatch(/^go on with: node \S+main\.js tiny\.yaml --workers 1$/mu);
    expect(interrupted.stored("checkpoints")).not.toEqual([]);

    const plan: { readonly steps: number } = JSON.parse((await interrupted.run("plan", "tiny.yaml", "--json")).stdout);
    expect(plan.steps).toBeLessThan(2 * STEPS);
    const resumed = await interrupted.summary("tiny.yaml", "--workers", "1");
    const straight = await whole.summary("tiny.yaml");
    expect(resumed.outcome).toBe("done");
    expect(resumed.results).toEqual(straight.results);
    expect(interrupted.stored("objects")).toEqual(whole.stored("objects"));
    expect(interrupted.stored("checkpoints")).toEqual([]);
  },
);

test(
  "Ctrl-C after a cell has failed is no failure: exit code 75, and nothing partial",
  { timeout: 120_000 },
  async () => {
    const place = new Place();
    const wild = "wild: { train.optimizer.learningRate: 1000, train.optimizer.beta2: 0 }";
    const slow = `slow: { sae.dictSize: 2048, data.activationDim: 64, train.steps: ${STEPS} }`;
    const sized = tiny({ l1: "[0.1]" }).replace(/ {2}sae\.dictSize: .*\n/u, `  variant: { ${slow}, ${wild} }\n`);
    place.write("tiny.yaml", sized.replace("y: sae.dictSize", "y: variant"));
    const child = place.start("tiny.yaml", "--workers", "2");
    child.stderr?.on("data", (chunk: Buffer) => void (chunk.includes("ENGINE_DIVERGED") && child.kill("SIGINT")));
    const { code, stdout, stderr } = await ended(child);
    expect(stderr).toContain("ENGINE_DIVERGED");
    expect([code, stdout]).toEqual([75, ""]);
    const { stdout: listed } = await place.run("list", "--json");
    const found: readonly { readonly kind: string; readonly outcome: string }[] = JSON.parse(listed).found;
    expect(found.filter(({ kind }) => kind === "run").map(({ outcome }) => outcome)).toEqual(["stopped"]);
    expect(found.filter(({ outcome }) => outcome === "partial")).toEqual([]);
    place.remove();
  },
);
