import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { exp, newestNode, ROOT } from "./exp.mjs";

/** Student's t at 0.975 with 4 degrees of freedom: half the 95 % interval over five seeds in standard errors. */
const T4 = 2.7764451;
/** What two means may differ by besides four standard errors of their difference. */
const MMCS_SLACK = 0.02;

const readJson = async (path) => JSON.parse(await readFile(path, "utf8"));

/** Rows of a table in columns, as objects. */
function rowsOf({ columns, rows }) {
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, values[row]])),
  );
}

const meanOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

function standardError(numbers) {
  const mean = meanOf(numbers);
  const square = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0);
  return Math.sqrt(square / (numbers.length - 1) / numbers.length);
}

/** Whether two means agree: within the slack or four standard errors of their difference, whichever is more. */
function agree(what, ours, ourError, theirs, theirError, slack) {
  const bound = Math.max(slack, 4 * Math.hypot(ourError, theirError));
  const difference = Math.abs(ours - theirs);
  if (!(difference <= bound)) {
    throw new Error(
      `${what}: ${ours.toFixed(4)} here, ${theirs.toFixed(4)} in PyTorch, more than ${bound.toFixed(4)} apart`,
    );
  }
  return difference;
}

/**
 * Learning curves at the post's scale against PyTorch's, five seeds each: MMCS at every history step, L0, dead elements and
 * reconstruction loss at the end. Each reading of the decay takes six minutes on two cores, so that the second has to be asked
 * for: `GOLDILOCKS_CURVES=all`.
 */
export async function curves() {
  const reference = await readJson(join(ROOT, "tests/reference/curves.json"));
  const store = process.env["GOLDILOCKS_CURVES_STORE"];
  const node = await newestNode();
  const all = process.env["GOLDILOCKS_CURVES"] === "all";
  const profile = all ? ["--profile", "all"] : [];
  await exp(["tests/real/curves.yaml", ...profile, "--quiet"], { node, ...(store === undefined ? {} : { store }) });
  const results = join(ROOT, `results/parity-curves${all ? "+all" : ""}`);
  const history = rowsOf(await readJson(join(results, "history.json")));
  const cells = rowsOf(await readJson(join(results, "cells.json")));
  let steps = 0;
  let most = 0;
  const compared = reference.curves.filter(({ decay }) => all || decay === "power");
  for (const { decay, l1Coefficient, mean, steps: last } of compared) {
    const name = `${decay}, α ${l1Coefficient}`;
    const mine = cells.filter(
      (cell) => cell["data.decay.kind"] === decay && cell["sae.l1Coefficient"] === l1Coefficient,
    );
    const curve = history.filter(
      (entry) => entry["data.decay.kind"] === decay && String(entry["training"]).includes(String(l1Coefficient)),
    );
    if (mine.length !== 5 || curve.length === 0) throw new Error(`${name}: not in the results`);
    for (const [i, [step, mmcs]] of mean.history.entries()) {
      const entry = curve.find((candidate) => candidate.step === step);
      if (entry === undefined) throw new Error(`${name}: no history at step ${step}`);
      const error = (entry["mmcs.truth.high"] - entry["mmcs.truth"]) / T4;
      const theirs = mean.standardError[i][1];
      most = Math.max(most, agree(`${name}, step ${step}: MMCS`, entry["mmcs.truth"], error, mmcs, theirs, MMCS_SLACK));
      steps++;
    }
    const end = (column, [theirs, theirError], slack) => {
      const numbers = mine.map((cell) => cell[column]);
      agree(`${name}, step ${last}: ${column}`, meanOf(numbers), standardError(numbers), theirs, theirError, slack);
    };
    end("l0", mean.end.heldOut.l0, 0.2);
    end("dead", mean.end.dead, 1);
    end("loss.reconstruction", mean.end.heldOut.reconstruction, 0.05 * mean.end.heldOut.reconstruction[0]);
  }
  return `${steps} points of ${compared.length} curves agree; the largest difference in MMCS is ${most.toFixed(4)}`;
}
