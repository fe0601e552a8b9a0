import { isPair, isScalar, parseDocument, visit } from "yaml";
import { oddKeys, oddNumbers, oddTexts } from "./odd-values.ts";
import type { Random } from "./random.ts";

/** Values as YAML writes them, many of which other programs read differently. */
const oddYaml: readonly string[] = [
  "1e400",
  "0x10",
  "0o17",
  "0b11",
  ".nan",
  ".inf",
  "-.inf",
  "1_000",
  "1,000",
  "+3",
  "1.",
  ".5",
  "1E3",
  "--3",
  "1/2",
  "½×",
  "½",
  "1×",
  "1:30",
  "0.1 0.2",
  "yes",
  "no",
  "~",
  "",
  "2026-01-01",
  "2026-01-01T00:00:00Z",
  '"\\0"',
  '"\\u001b[2J"',
  '"\\ud800"',
  "{}",
  "[]",
  "[[[]]]",
  "{ a: { b: { c: 1 } } }",
  "{ __proto__: { polluted: 1 } }",
  "{ constructor: { prototype: { polluted: 1 } } }",
  "!!js/function 'function(){}'",
  "!!python/object/apply:os.system ['id']",
  "!!binary aGVsbG8=",
  "!!set { a, b }",
  "!!omap [a: 1]",
  "!!timestamp 2026-01-01",
  "!!float 1",
  "!!int 3",
  "!!str 3",
  "!!null ''",
  "!unknown 1",
  "&a [*a]",
  "&x { <<: *x }",
  "*undefined",
  "&a 1",
  "[&a 1, *a]",
  "[1, 1, 1]",
  "[0.1, 0.1000000000000001]",
  "{ log10: [0.01, 10], perDecade: 100 }",
  "{ log10: [1e-12, 1e12], perDecade: 100 }",
  "{ log10: [10, 0.01] }",
  "{ linear: [0, 1], n: 11 }",
  "{ linear: [1, 1], n: 1e9 }",
  "{ ratioOf: data.nFeatures, values: [0.5, 1] }",
  "{ ratioOf: sae.dictSize, values: [1, 2] }",
  "{ ratioOf: data.nFeatures, values: [1e-9, 1e6] }",
  "9007199254740993",
  "18446744073709551616",
  "|\n    multi\n    line",
  ">-\n    folded",
  "? complex",
  "'''",
  '"unterminated',
  "[1, 2",
  "{ a: 1",
  "@reserved",
  "`tick",
  "%dir",
  "- x",
  "\u00A0",
  "\uFEFF1",
  "--- 1",
  "...",
  "# comment",
  "mmcs.truth",
  "repeat",
  "converged",
  "<<",
];

const asKey = (text: string): string => (/^[\w.-]+$/u.test(text) ? text : JSON.stringify(text));

const value = (random: Random): string =>
  random.weighted<() => string>([
    [5, () => random.pick(oddYaml)],
    [2, () => String(random.pick(oddNumbers))],
    [2, () => JSON.stringify(random.pick(oddTexts))],
    [0.3, () => random.pick(["[", "{ a: ", "- "]).repeat(random.pick([20, 500, 5000]))],
  ])();

type Range = readonly [from: number, to: number];

/** Where keys and values stand in a text; of a text that is no YAML, what can be made out. */
function ranges(text: string): {
  readonly keys: readonly Range[];
  readonly values: readonly Range[];
  readonly pairs: readonly Range[];
} {
  const found = { keys: [] as Range[], values: [] as Range[], pairs: [] as Range[] };
  visit(parseDocument(text), (key, node) => {
    if (isPair(node)) {
      if (!isScalar(node.key) || node.key.range === null || node.key.range === undefined) return;
      const [from, end] = node.key.range;
      found.keys.push([from, end]);
      const range = (node.value as { readonly range?: readonly number[] } | null)?.range;
      found.pairs.push([from, range?.[1] ?? end]);
    } else if (
      key !== "key" &&
      typeof node === "object" &&
      node !== null &&
      "range" in node &&
      Array.isArray(node.range)
    ) {
      const [from, end] = node.range as number[];
      if (from !== undefined && end !== undefined && end > from) found.values.push([from, end]);
    }
  });
  return found;
}

/** A YAML text with one small change that looks at where its keys and values stand. */
export function mutateYaml(random: Random, text: string): string {
  const { keys, values, pairs } = ranges(text);
  const put = ([from, to]: Range, other: string): string => text.slice(0, from) + other + text.slice(to);
  const any: Range = [random.below(text.length + 1), 0];
  const at: Range = [any[0], Math.min(text.length, any[0] + random.below(60))];
  const [one, other] = values.length === 0 ? [at, at] : [random.pick(values), random.pick(values)];
  const key = keys.length === 0 ? at : random.pick(keys);
  const pair = pairs.length === 0 ? at : random.pick(pairs);
  const indent = " ".repeat(pair[0] - (text.lastIndexOf("\n", pair[0] - 1) + 1));
  const [first, second] = one[0] < other[0] ? [one, other] : [other, one];
  return random.weighted<() => string>([
    [8, () => put(one, value(random))],
    [3, () => put(one, text.slice(...other))],
    [2, () => put(pair, "")],
    [2, () => put([pair[1], pair[1]], `\n${indent}${text.slice(...pair)}`)],
    [3, () => put(key, asKey(random.pick(oddKeys)))],
    [2, () => put(key, text.slice(...(keys.length === 0 ? at : random.pick(keys))))],
    [3, () => put([pair[0], pair[0]], `${asKey(random.pick(oddKeys))}: ${value(random)}\n${indent}`)],
    [1, () => put([at[0], at[0] + 1], String.fromCodePoint(random.below(0x2fff)))],
    [1, () => put(at, "")],
    [
      1,
      () =>
        put(
          [at[0], at[0]],
          random.pick([
            "\t",
            "\r",
            "\0",
            "\uFEFF",
            "\u0085",
            "\u2028",
            ": ",
            "- ",
            "# ",
            "&a ",
            "*a",
            "!!",
            "\n---\n",
            "\n...\n",
          ]),
        ),
    ],
    [1, () => `x: &base { train.steps: 5 }\n${text}\n<<: *base\n`],
    [
      1,
      () =>
        first[1] <= second[0]
          ? `${text.slice(0, first[0])}&q ${text.slice(first[0], second[0])}*q${text.slice(second[1])}`
          : text,
    ],
    [1, () => put(one, `${random.pick(["[", "[[", "{ v: "])}${text.slice(...one)}${random.pick(["]", " }", ""])}`)],
    [1, () => text.replaceAll("\n", random.pick(["\r\n", "\r", "\n\n", "\n#\n"]))],
    [0.2, () => text + text],
  ])();
}
