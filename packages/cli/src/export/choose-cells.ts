import { suggest } from "@goldilocks/diagnostics";
import type { Cell, Plan } from "@goldilocks/plan";
import { settingSchemas } from "@goldilocks/spec";
import { CliError, UsageError } from "../error.ts";
import { axisText, axisValue, namesOf, REPEAT } from "./axis-value.ts";

/** Values asked for by the name of an axis or a setting. */
type Wishes = ReadonlyMap<string, readonly string[]>;

/**
 * The cells that `--cell NAME=VALUE` asks for: those that have, under every name, one of its values. A value is what the file says (a
 * ratio, a variant's name), the label, or the setting's own.
 *
 * @param all - Whether more than one may remain.
 * @throws {@link CliError} `CLI_UNKNOWN_CELL`, `CLI_AMBIGUOUS_CELL`, {@link UsageError} `CLI_BAD_VALUE`.
 */
export function chooseCells(
  plan: Plan,
  cells: readonly Cell[],
  words: readonly string[],
  all: boolean,
): readonly Cell[] {
  const wishes = read(words, plan);
  const chosen = [...wishes].reduce((left, [name, values]) => {
    const having = new Set(values.flatMap((value) => cellsWith(cells, name, value)));
    return left.filter((cell) => having.has(cell));
  }, cells);
  if (chosen.length === 0) throw unknown(`no cell has ${words.join(" and ")}`, "the grid leaves it out; ask for less");
  if (chosen.length > 1 && !all) throw ambiguous(plan, chosen);
  return chosen;
}

function read(words: readonly string[], plan: Plan): Wishes {
  const wishes = new Map<string, string[]>();
  for (const word of words) {
    const at = word.indexOf("=");
    if (at <= 0 || at === word.length - 1) {
      const hint = "write --cell NAME=VALUE, such as --cell sae.l1Coefficient=0.1";
      throw new UsageError({ code: "CLI_BAD_VALUE", message: `--cell ${word} names no value of an axis`, hint });
    }
    const name = word.slice(0, at);
    checkName(name, plan);
    wishes.set(name, [...(wishes.get(name) ?? []), word.slice(at + 1)]);
  }
  return wishes;
}

function checkName(name: string, plan: Plan): void {
  const names = [...plan.experiment.axes.map((axis) => axis.name), REPEAT];
  if (names.includes(name) || settingSchemas.has(name)) return;
  const near = suggest(name, [...names, ...settingSchemas.keys()]);
  throw unknown(
    `${name} is neither an axis nor a setting`,
    near === undefined ? `axes: ${names.join(", ")}` : `did you mean ${near}?`,
  );
}

/** The cells that have a value as the file says it; where there are none, as its label, then as the setting's own. */
function cellsWith(cells: readonly Cell[], name: string, text: string): readonly Cell[] {
  const ways = [
    (cell: Cell) => cell.coordinates[name]?.value,
    (cell: Cell) => cell.coordinates[name]?.label,
    (cell: Cell) => axisValue(cell, name),
  ];
  for (const valueOf of ways) {
    const having = cells.filter((cell) => same(valueOf(cell), text));
    if (having.length > 0) return having;
  }
  throw unknown(`no cell has ${name} ${text}`, `there are: ${textsOf(cells, name).join(", ")}`);
}

const same = (value: string | number | boolean | null | undefined, text: string): boolean =>
  typeof value === "number" ? text.trim() !== "" && Number(text) === value : String(value) === text;

const textsOf = (cells: readonly Cell[], name: string): readonly string[] => [
  ...new Set(cells.map((cell) => axisText(cell, name))),
];

const unknown = (message: string, hint: string): CliError => new CliError({ code: "CLI_UNKNOWN_CELL", message, hint });

function ambiguous(plan: Plan, cells: readonly Cell[]): CliError {
  const open = namesOf(plan).flatMap((name) => {
    const texts = textsOf(cells, name);
    return texts.length > 1 ? [`${name} ${texts.join(", ")}`] : [];
  });
  const hint = `choose with --cell NAME=VALUE, or take --all, a folder each: ${open.join("; ")}`;
  return new CliError({
    code: "CLI_AMBIGUOUS_CELL",
    message: `${cells.length} cells, and one is to be exported`,
    hint,
  });
}
