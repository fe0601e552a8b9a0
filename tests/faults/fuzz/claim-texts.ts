import type { Random } from "./random.ts";

const numbers: readonly string[] = [
  "0",
  "1",
  "2",
  "0.5",
  "0.03",
  "0.1",
  "16",
  "8",
  "-1",
  "0.0316",
  "1e308",
  "1e-320",
  "9007199254740993",
  ".5",
  "1e3",
  "100000000000000000000",
  "0.1000000000000001",
];
const strangeNumbers: readonly string[] = [
  "1e309",
  "NaN",
  "Infinity",
  "0x10",
  "5.",
  "1e",
  "--1",
  "1_0",
  "½",
  "½×",
  "1×",
  "0.5x",
  "2×",
  "×",
  "1/0",
  "0/0",
  "٣",
];
const sizes: readonly string[] = ["½×", "1×", "2×", "0.5×", "1x"];
const axes: readonly string[] = ["sae.l1Coefficient", "sae.dictSize", "variant"];
const metrics: readonly string[] = ["mmcs.truth", "dead", "l0"];
const settings: readonly string[] = [
  "data.activationDim",
  "data.nFeatures",
  "train.steps",
  "seeds.init",
  "repeat",
  "converged",
];
const strange: readonly string[] = [
  "__proto__",
  "constructor",
  "toString",
  "mmcs.turth",
  "ssll",
  "sae",
  "and",
  "zone",
  "x",
  "sae.activation",
  "data.decay.kind",
  "mmcs.truth.reason",
  "a-b",
  "steps.reached",
  "mmcs.truth.aboveChance",
];
const comparators: readonly string[] = ["<", "<=", ">", ">=", "=", "!="];

const column = (random: Random): string =>
  random.weighted([
    [6, random.pick(metrics)],
    [3, random.pick(axes)],
    [2, random.pick(settings)],
    [0.3, random.pick(strange)],
  ]);

const number = (random: Random): string => (random.chance(0.05) ? random.pick(strangeNumbers) : random.pick(numbers));

/** A value that its column could have. */
function valueFor(random: Random, name: string): string {
  if (name === "sae.dictSize") return random.pick([...sizes, "8", "16"]);
  if (name === "variant") return random.pick(["calm", "wild", '"calm"', "'wild'", "other", "{calm, wild}"]);
  if (name === "converged") return random.pick(["true", "false", "1"]);
  return random.weighted<() => string>([
    [6, () => number(random)],
    [1, () => `[${number(random)}, ${number(random)}]`],
    [1, () => `{${number(random)}, ${number(random)}}`],
  ])();
}

function condition(random: Random): string {
  const name = column(random);
  const by = random.chance(0.6) ? "=" : random.pick([...comparators, "in"]);
  return random.chance(0.15) ? `(${statement(random, 1)})` : `${name} ${by} ${valueFor(random, name)}`;
}

const conditions = (random: Random): string =>
  Array.from({ length: random.pick([1, 1, 2]) }, () => condition(random)).join(", ");

/** A number made of many cells, or of arithmetic. */
function expression(random: Random, depth: number): string {
  const inner = (): string => expression(random, depth - 1);
  if (depth <= 0) return random.chance(0.5) ? number(random) : column(random);
  return random.weighted<() => string>([
    [4, () => `${random.pick(["mean", "min", "max"])}(${random.chance(0.7) ? column(random) : inner()})`],
    [2, () => `${random.pick(["mean", "min", "max"])}(${column(random)} at ${conditions(random)})`],
    [1, () => `${random.pick(["count", "share"])}(${statement(random, depth - 1)})`],
    [1, () => `${random.pick(["argmax", "argmin"])}(${inner()}) of ${random.pick(axes)}`],
    [1, () => `${random.pick(["low", "high", "width"])}(${zone(random, depth - 1)})`],
    [2, () => `${inner()} ${random.pick(["+", "-", "*", "/"])} ${inner()}`],
    [1, () => `-${inner()}`],
    [1, () => `(${inner()})`],
    [1, () => `${column(random)} at ${conditions(random)}`],
    [2, () => number(random)],
    [0.3, () => `${random.pick(["median", "sqrt", "abs", "constructor", "__proto__"])}(${inner()})`],
  ])();
}

const zone = (random: Random, depth: number): string =>
  `zone(${statement(random, depth)})${random.chance(0.3) ? ` along ${random.pick(axes)}` : ""}`;

/** Something that holds or does not. */
function statement(random: Random, depth: number): string {
  const inner = (): string => statement(random, depth - 1);
  const value = (): string => expression(random, depth - 1);
  if (depth <= 0) return `${column(random)} ${random.pick(comparators)} ${number(random)}`;
  return random.weighted<() => string>([
    [6, () => `${value()} ${random.pick(comparators)} ${value()}`],
    [1, () => `${value()} in [${number(random)}, ${number(random)}]`],
    [1, () => `${value()} in {${number(random)}, ${number(random)}}`],
    [2, () => `${zone(random, depth - 1)} ${random.pick(["covers", "within"])} [${number(random)}, ${number(random)}]`],
    [1, () => `${zone(random, depth - 1)} covers ${random.chance(0.5) ? number(random) : zone(random, depth - 1)}`],
    [1, () => `${value()} in ${zone(random, depth - 1)}`],
    [1, () => `${random.pick(["all", "any"])}(${inner()})`],
    [1, () => `not ${inner()}`],
    [1, () => `${inner()} ${random.pick(["and", "or"])} ${inner()}`],
    [1, () => `(${inner()})`],
    [1, () => `(${inner()} where ${conditions(random)})`],
  ])();
}

/** A value of each cell. */
const ofCells = (random: Random): string =>
  random.weighted<() => string>([
    [6, () => random.pick(metrics)],
    [1, () => random.pick(["sae.l1Coefficient", "sae.dictSize"])],
    [
      1,
      () =>
        `${random.pick(metrics)} ${random.pick(["+", "-", "*", "/"])} ${random.chance(0.5) ? number(random) : random.pick(metrics)}`,
    ],
  ])();

/** Something that is so of some cells. */
const isSo = (random: Random): string => `${ofCells(random)} ${random.pick(comparators)} ${number(random)}`;

const selection = (random: Random): string => {
  const name = random.pick([...axes, "dead", "repeat"]);
  const value =
    name === "sae.l1Coefficient" ? random.pick(["0.01", "0.0316", "0.1", "[0.01, 0.1]"]) : valueFor(random, name);
  return `${name} ${value.startsWith("[") || value.startsWith("{") ? "in" : "="} ${value}`;
};

/** One number of all cells. */
function ofAll(random: Random, depth: number): string {
  const inner = (): string => (depth <= 0 ? number(random) : ofAll(random, depth - 1));
  return random.weighted<() => string>([
    [5, () => `${random.pick(["mean", "min", "max"])}(${ofCells(random)})`],
    [2, () => `${random.pick(["mean", "min", "max"])}(${ofCells(random)} at ${selection(random)})`],
    [1, () => `${random.pick(["mean", "min", "max"])}(${ofCells(random)}) at ${selection(random)}`],
    [1, () => `${random.pick(["count", "share"])}(${isSo(random)})`],
    [1, () => `${random.pick(["argmax", "argmin"])}(${ofCells(random)}) of ${random.pick(axes)}`],
    [1, () => `${random.pick(["low", "high", "width"])}(zone(${isSo(random)}) along ${random.pick(axes)})`],
    [2, () => `${inner()} ${random.pick(["+", "-", "*", "/"])} ${inner()}`],
    [1, () => `-(${inner()})`],
    [2, () => number(random)],
  ])();
}

/** A claim whose parts fit one another. */
function fitting(random: Random, depth: number): string {
  const inner = (): string => fitting(random, depth - 1);
  if (depth <= 0) return `${ofAll(random, 1)} ${random.pick(comparators)} ${ofAll(random, 1)}`;
  return random.weighted<() => string>([
    [5, () => `${ofAll(random, 2)} ${random.pick(comparators)} ${ofAll(random, 1)}`],
    [1, () => `${ofAll(random, 1)} in ${random.pick(["[0, 1]", "[1, 0]", "[0.5, 0.5]", "{0, 1}", "[-1e308, 1e308]"])}`],
    [
      2,
      () =>
        `zone(${isSo(random)}) along ${random.pick(axes)} ${random.pick(["covers", "within"])} [${number(random)}, ${number(random)}]`,
    ],
    [1, () => `${ofAll(random, 0)} in zone(${isSo(random)}) along ${random.pick(axes)}`],
    [
      2,
      () => `${random.pick(["all", "any"])}(${isSo(random)}${random.chance(0.3) ? ` where ${selection(random)}` : ""})`,
    ],
    [1, () => `not (${inner()})`],
    [2, () => `(${inner()}) ${random.pick(["and", "or"])} (${inner()})`],
  ])();
}

/** Texts that are long or deep. */
const extremes: readonly ((size: number) => string)[] = [
  (size) => `${"(".repeat(size)}1${")".repeat(size)} > 0`,
  (size) => `1${"+1".repeat(size)} > 0`,
  (size) => "max(".repeat(size),
  (size) => `${"not ".repeat(size)}dead > 0`,
  (size) => `${"dead > 0 and ".repeat(size)}dead > 0`,
  (size) => `${"-".repeat(size)}1 > 0`,
  (size) => `max(dead) > 0 where ${"dead = 0, ".repeat(size)}dead = 0`,
  (size) => `max(mmcs.truth) > 0.${"0".repeat(size)}1`,
  (size) => `max(mmcs.truth) > 1${"0".repeat(size)}`,
  (size) => `dead in {${"1, ".repeat(size)}1}`,
  (size) => "a".repeat(size),
  (size) => `${" ".repeat(size)}dead > 0`,
  (size) => `dead${" at dead = 0".repeat(size)} > 0`,
];

const marks: readonly string[] = [
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  ",",
  '"',
  "'",
  "<",
  "=",
  "-",
  ".",
  "at",
  "where",
  "of",
  "in",
  "and",
  "not",
  "\0",
  "\u001B",
  "🙂",
  "\n",
  "&&",
  ";",
  "^",
];

/** A claim by its grammar; some of them with a fault. */
export function claimText(random: Random): string {
  if (random.chance(0.02)) return random.pick(extremes)(random.pick([10, 30, 40, 300, 20_000]));
  const whole = random.chance(0.7) ? fitting : statement;
  const text = `${whole(random, random.pick([1, 2, 3]))}${random.chance(0.3) ? ` where ${random.chance(0.8) ? selection(random) : conditions(random)}` : ""}`;
  if (random.chance(0.8)) return text;
  const at = random.below(text.length + 1);
  return random.pick([
    text.slice(0, at) + random.pick(marks) + text.slice(at),
    text.slice(0, at) + text.slice(at + 1 + random.below(5)),
    text.slice(0, at),
    text.replace(/\s/u, ""),
    `${text} ${text}`,
  ]);
}
