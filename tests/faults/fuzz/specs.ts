import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson } from "@goldilocks/digest";
import { parse, stringify } from "yaml";
import type { Experiment } from "@goldilocks/spec";
import { compiled, keysOf, loaded, mustBeNormal } from "./experiments.ts";
import { changed, isList, type Json, mapOf, mutateTree, oddValue, type Path, placesIn } from "./json-mutations.ts";
import { mustBePlain, outcomeOf } from "./issues.ts";
import type { Kind, Trial } from "./kind.ts";
import { must } from "./outcome.ts";
import { builtProgram, type Program } from "./program.ts";
import type { Random } from "./random.ts";
import { keysAt, valueFor } from "./schema.ts";
import { mutateYaml } from "./yaml-mutations.ts";

/** A small experiment that uses much of the language. */
const MUCH = `goldilocks: 1
name: much
title: Much of the language
data: { activationDim: 8, nFeatures: 16, active: 3, decay: { kind: none } }
sae: { dictSize: 16 }
train: { steps: 60, batch: 32 }
repeats: { over: [init], n: 2 }
readings: { decay: { none: {}, power: { data.decay: { kind: power, rate: 0.99 } } } }
grid:
  - sae.l1Coefficient: { log10: [0.01, 1], perDecade: 1 }
  - sae.dictSize: { ratioOf: data.nFeatures, values: [0.5, 1] }
  - variant: [{ calm: {} }, { wild: { data.jitter: 0.1 } }]
exclude: [{ variant: wild, sae.l1Coefficient: 1 }]
metrics: [mmcs.truth, dead]
figures:
  - { kind: heatmap, name: heat, x: sae.l1Coefficient, y: sae.dictSize, fill: mmcs.truth, where: { variant: calm } }
  - { kind: line, name: lines, x: sae.l1Coefficient, y: mmcs.truth, series: sae.dictSize, interval: 0.95 }
  - { kind: histogram, x: mmcs.truth }
estimates: [dead]
claims:
  - { name: high, claim: "max(mmcs.truth) > 0.5 where sae.dictSize = 1×", says: the text }
  - zone(mmcs.truth > 0.5) covers 0.1
profiles: { smoke: { train.steps: 10, repeats: 1 }, wide: { grid: { sae.dictSize: [8, 16, 32] } } }
`;

type Files = Readonly<Record<string, string>>;

/** Every experiment of the repository, by path. */
function corpus(root: string): Files {
  const folders = ["experiments", "tests/golden/options"];
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => `${folder}/${name}`),
  );
  const texts = paths.map((path) => [path, readFileSync(join(root, path), "utf8")]);
  return {
    ...Object.fromEntries(texts),
    "docs/gallery.yaml": readFileSync(join(root, "docs/gallery.yaml"), "utf8"),
    "much.yaml": MUCH,
  };
}

/** Makes a value for a place: what the schema has there, or with some chance anything. */
const valueBy =
  (odd: number) =>
  (random: Random, path: Path): Json =>
    (random.chance(odd) ? undefined : valueFor(random, path)) ?? oddValue(random);

/** An experiment with one change that looks at what the schema offers at that place. */
function bySchema(random: Random, tree: Json, odd: number): Json {
  const made = valueBy(odd);
  if (random.chance(odd)) return mutateTree(random, tree, made);
  const maps = placesIn(tree).filter((path) => keysAt(path).length > 0);
  if (maps.length === 0) return tree;
  const path = random.pick(maps);
  const key = random.pick(keysAt(path));
  return changed(tree, path, (value) => withKey(value, key, made(random, [...path, key])));
}

function withKey(value: Json, key: string, one: Json): Json {
  if (typeof value !== "object" || value === null || isList(value)) return value;
  return mapOf([...Object.entries(value).filter(([known]) => known !== key), [key, one]]);
}

const asText = (random: Random, tree: Json): string =>
  random.chance(0.5) ? JSON.stringify(tree) : stringify(tree, { lineWidth: 0, aliasDuplicateObjects: false });

/** One of the files changed, and which file is then the experiment. */
function mutated(
  random: Random,
  files: Files,
  small: readonly string[],
): { readonly file: string; readonly files: Files } {
  const file = random.chance(0.5) ? random.pick(small) : random.pick(Object.keys(files));
  const text = files[file] ?? "";
  const times = random.pick([1, 1, 2, 3]);
  let now = text;
  if (random.chance(0.35)) for (let time = 0; time < times; time++) now = mutateYaml(random, now);
  else {
    const odd = random.pick([0, 0, 0.3, 0.8]);
    let tree = parse(text) as Json;
    for (let time = 0; time < times; time++) tree = bySchema(random, tree, odd);
    now = asText(random, tree);
  }
  // What others are built on may be what is wrong.
  if (random.chance(0.15))
    return { file: "derived.yaml", files: { ...files, [file]: now, "derived.yaml": derived(random, file) } };
  return { file, files: { ...files, [file]: now } };
}

const derived = (random: Random, file: string): string =>
  random.pick([
    `extends: ${file}\nname: derived\n`,
    `extends: [much.yaml, ${file}]\nname: derived\n`,
    `extends: [${file}, ./${file}, derived.yaml]\n`,
    `extends: [${Array.from({ length: 101 }, () => file).join(", ")}]\n`,
    `extends: ${file}\nname: derived\ngrid: { sae.dictSize: [8, 16] }\nfigures: []\nclaims: []\n`,
  ]);

const oddSets = [
  "train.steps=5",
  "sae.l1Coefficient=[0.1, 1]",
  "grid=null",
  "=",
  "a",
  "repeats=3",
  "figures=[]",
  "data={",
  "__proto__.x=1",
  "train.steps=1e400",
];

export const specs: Kind = {
  name: "specs",
  prepare: async ({ root, own }) => {
    const files = corpus(root);
    const small = Object.keys(files).filter((path) => path === "much.yaml" || path.startsWith("tests/golden"));
    const program = await builtProgram(root);
    return async ({ random, folder, keep }: Trial) => {
      const { file, files: all } = mutated(random, files, small);
      const profile = random.chance(0.15)
        ? random.pick(["smoke", "smoke", "smoke", "post", "wide", "__proto__"])
        : undefined;
      const set = random.chance(0.15) ? [random.pick(oddSets)] : [];
      keep("experiment.yaml", all[file] ?? "");
      keep("how.json", JSON.stringify({ file, profile, set }));
      const read = { files: all, file, set, ...(profile !== undefined && { profile }) };
      const outcome = await outcomeOf(async () => {
        const experiment = await loaded(read);
        const plan = compiled(experiment);
        await mustBeNormal(experiment, plan);
        if (random.chance(0.3)) await mustBeTheSame(experiment, await loaded(read));
      });
      must(
        !Object.hasOwn(Object.prototype, "polluted") && Object.keys({}).length === 0,
        () => "every object has a new key",
      );
      if (random.chance(0.1)) await mustPlan(program, { ...all, "experiment.yaml": all[file] ?? "" }, folder, own);
      return outcome;
    };
  },
};

/** The same text is the same experiment. */
async function mustBeTheSame(one: Experiment, other: Experiment): Promise<void> {
  must(canonicalJson(one.normal) === canonicalJson(other.normal), () => "the same text has two normal forms");
  must(keysOf(compiled(one)) === keysOf(compiled(other)), () => "the same text has two plans");
}

/** `exp plan` prints a plan, or what is wrong. */
async function mustPlan(program: Program, files: Files, base: string, own: string): Promise<void> {
  for (const name of ["experiment.yaml", "much.yaml"]) writeFileSync(join(base, name), files[name] ?? "");
  writeFileSync(join(base, "toy.base.yaml"), files["experiments/toy.base.yaml"] ?? "");
  const { code, out, err } = await program(["plan", "experiment.yaml"], base, own);
  mustBePlain(out, "the plan");
  mustBePlain(err, "the messages");
  must(code === 0 || code === 1, () => `exp plan ended with ${code}`);
  must(code === 0 || /^ {2}hint: \S/mu.test(err), () => `no hint: ${err.slice(0, 500)}`);
  must(
    code !== 0 || !/\b(?:NaN|undefined|Infinity)\b/u.test(out.split("\n").slice(1).join("\n")),
    () => `no number: ${out}`,
  );
}
