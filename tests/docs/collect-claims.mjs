// Gathers what docs/reproduction.md is made of: node tests/docs/collect-claims.mjs [RESULTS-FOLDER or folders of single runs …]
//
// Of every run with claims it keeps verdicts and numbers, scale, seeds and hashes in docs/reproduction/EXPERIMENT.SCALE.json; of several runs
// of one experiment at one scale the one with most repeats, then the one with most cells. Then the page is written from these files by
//   UPDATE_DOCS=1 npx vitest run tests/docs/reproduction.test.ts
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { numbersOf } from "@goldilocks/engine";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = join(root, "docs/reproduction");
const given = process.argv.slice(2);
const places = given.length === 0 ? [join(root, "results")] : given;

const json = (path) => JSON.parse(readFileSync(path, "utf8"));

/** A run of an experiment with claims; a claims.json beside a provenance without claims is of an earlier one. */
const isRun = (folder) => {
  const files = ["claims.json", "cells.json", "provenance.json"].map((name) => join(folder, name));
  return files.every((file) => existsSync(file)) && json(files[2]).claims !== undefined;
};

const runs = places.flatMap((place) => {
  if (isRun(place)) return [place];
  return readdirSync(place, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(place, name))
    .filter(isRun);
});

/** The post's own sizes and steps, the default of the experiments, or a first try. */
const scaleOf = ({ scale }) => ({ 256: "post", 64: "default" })[scale["data.activationDim"]?.[0]] ?? "smoke";

/** The labels on every axis that is none of the readings: in a table, the columns before the repeat. */
function gridOf({ columns }, readings) {
  const axes = columns.slice(
    0,
    columns.findIndex(({ name }) => name === "repeat"),
  );
  const own = axes.filter(({ name }) => !readings.includes(name));
  return Object.fromEntries(own.map(({ name, labels, values }) => [name, [...new Set(labels ?? values.map(String))]]));
}

const finding = (one) => ({
  ...(Object.keys(one.reading).length > 0 && { reading: one.reading }),
  verdict: one.verdict,
  ...(one.soFar !== undefined && { soFar: one.soFar }),
  ...(one.why !== null && { why: one.why }),
  repeats: one.repeats,
  numbers: numbersOf(one),
});

function recordOf(folder) {
  const [report, provenance] = [json(join(folder, "claims.json")), json(join(folder, "provenance.json"))];
  const { name, table, figures, claims } = provenance;
  const cells = json(join(folder, "cells.json"));
  return {
    experiment: name,
    at: scaleOf(report),
    // Revision 2 of the verdicts: a claim holds only if it holds whatever the cells come to that have not converged.
    rule: 2,
    scale: report.scale,
    cells: cells.rows,
    grid: gridOf(cells, report.axes),
    table: table.key,
    verdicts: claims.key,
    figures: Object.fromEntries(figures.map((figure) => [figure.name, figure.key])),
    axes: report.axes,
    readings: report.readings,
    claims: report.claims.map(({ name: own, claim, says, findings }) => ({
      name: own,
      claim,
      says,
      findings: findings.map(finding),
    })),
  };
}

const repeatsOf = ({ claims }) =>
  Math.max(0, ...claims.flatMap(({ findings }) => findings.map(({ repeats }) => repeats)));
const isBetter = (a, b) => repeatsOf(a) - repeatsOf(b) || a.cells - b.cells;

const best = new Map();
for (const folder of runs) {
  const record = recordOf(folder);
  const file = `${record.experiment}.${record.at}.json`;
  if (!best.has(file) || isBetter(record, best.get(file)) > 0) best.set(file, record);
}

mkdirSync(target, { recursive: true });
for (const [file, record] of best) {
  writeFileSync(join(target, file), `${JSON.stringify(record, undefined, 1)}\n`);
  process.stdout.write(`docs/reproduction/${file}: ${record.claims.length} claims, ${repeatsOf(record)} repeats\n`);
}
if (best.size === 0) process.stdout.write(`no run with claims in ${places.join(", ")}\n`);
