import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Json } from "@goldilocks/digest";
import type { Result } from "@goldilocks/engine";
import type { Table } from "@goldilocks/figures";
import type { Plan } from "@goldilocks/plan";
import type { Arguments } from "../arguments.ts";
import type { Session } from "../command.ts";
import { ANYWHERE, quoted } from "../invocation.ts";
import { prepare } from "../prepare.ts";
import { changesOf, changesText } from "../run-command.ts";
import { targetOf } from "../rerun/target.ts";
import { storedTable } from "../run/stored-table.ts";
import { planAsRecorded } from "../stored/recorded-plan.ts";
import { storeEvents } from "../stored/store-events.ts";
import type { Opened } from "../stored/store-files.ts";

/** One of the two that are compared. */
export interface Side {
  /** As typed; of a file with what changes it. */
  readonly asked: string;
  /** `experiment`, `run`, or the kind of node. */
  readonly what: string;
  /** Key of what is compared: the figure, the node; of an experiment and a run the table. */
  readonly key: string;
  /** The experiment's name; of a figure after a `/` its own. */
  readonly name: string;
  /** The experiment's normal form. */
  readonly normal: Json;
  /** As it was made, where that is recorded; its goals are what is compared. */
  readonly plan: Plan;
  /** Null where the store does not have it. */
  readonly table: Table | null;
  readonly result: Result | null;
  /** A command that computes what is missing. */
  readonly again: string;
}

const FILE = /\.ya?ml$/iu;

/** Whether a word names an experiment's file, and which profile of it: `FILE.yaml:PROFILE` where there is no file of that whole name. */
export function fileIn(word: string, base: string): { readonly file: string; readonly profile?: string } | undefined {
  const at = word.lastIndexOf(":");
  const [file, profile] = [word.slice(0, at), word.slice(at + 1)];
  if (at > 0 && profile !== "" && FILE.test(file) && !existsSync(resolve(base, word))) return { file, profile };
  return FILE.test(word) ? { file: word } : undefined;
}

/** Reads one side. `given` has the options that change files. @throws as `prepare` and `targetOf` do. */
export async function sideOf(word: string, given: Arguments, session: Session, opened: Opened): Promise<Side> {
  const named = fileIn(word, opened.workspace.base);
  return named === undefined ? recordedSide(word, opened) : fileSide(named, given, session);
}

async function fileSide(
  { file, profile }: { readonly file: string; readonly profile?: string },
  given: Arguments,
  { env, err }: Session,
): Promise<Side> {
  const values = new Map(given.values);
  if (profile !== undefined) values.set("profile", [profile]);
  const changed: Arguments = { ...given, values };
  const { plan, experiment, store } = await prepare(file, changed, env, storeEvents(err));
  const result = (await store.result(plan.table)) ?? null;
  const table = result === null ? null : await storedTable(store, result, "cells.json");
  const typed = [quoted(file), changesText(changesOf(changed))].filter((part) => part !== "").join(" ");
  const { name, normal } = experiment;
  const again = `${ANYWHERE} ${typed}`;
  return { asked: typed, what: "experiment", key: plan.table, name, normal, plan, table, result, again };
}

async function recordedSide(asked: string, opened: Opened): Promise<Side> {
  const { store } = opened;
  const target = await targetOf(asked, opened);
  const whole = await planAsRecorded(target.normal, target.nodes.values());
  const { experiment, nodes } = whole;
  const key = target.key ?? whole.table;
  const node = nodes.get(target.partialOf ?? key);
  // Where cells had failed, the numbers are in the table that the run left.
  const left = (await store?.result(whole.table)) ?? (target.run && (await store?.result(target.run.table)));
  const result = left ?? null;
  const table = result === null || store === undefined ? null : await storedTable(store, result, "cells.json");
  const drawn = whole.figureNames[whole.figures.indexOf(key)];
  const name = drawn === undefined ? experiment.name : `${experiment.name}/${drawn}`;
  return {
    asked,
    key,
    name,
    table,
    normal: target.normal,
    what: target.key === null ? "run" : (node?.kind ?? "node"),
    plan:
      target.key === null || node === undefined
        ? whole
        : { ...whole, goals: [...new Set(goalsOf(whole, key, node.kind))] },
    result: target.recorded ?? result,
    again: `${ANYWHERE} ${quoted(asked)}`,
  };
}

/** What is read from a table is compared with the table that it is read from. */
const goalsOf = ({ table }: Plan, key: string, kind: string): readonly string[] =>
  ["figure", "estimates", "claims"].includes(kind) ? [table, key] : [key];
