import { ops, type ClaimsReport, type OpContext, type Result } from "@goldilocks/engine";
import type { NodeKind, NodeOf, Plan } from "@goldilocks/plan";
import { type Expression, parseClaim, partsOf, showClaim } from "@goldilocks/spec";
import { claimText } from "./claim-texts.ts";
import { compiled, loaded, mustBeNormal } from "./experiments.ts";
import { mustBePlain, outcomeOf, refusal } from "./issues.ts";
import type { Kind } from "./kind.ts";
import { must, type Outcome } from "./outcome.ts";
import type { Random } from "./random.ts";

const experimentWith = (claims: readonly string[], repeats: number): string => `goldilocks: 1
name: claims
data: { activationDim: 8, nFeatures: 16, active: 3 }
sae: { dictSize: 16 }
train: { steps: 60, batch: 32 }
evaluate: { deadWindow: 20 }
repeats: ${repeats}
grid:
  sae.l1Coefficient: [0.01, 0.0316, 0.1]
  sae.dictSize: { ratioOf: data.nFeatures, values: [0.5, 1] }
  variant: { calm: {}, wild: { data.jitter: 0.1 } }
metrics: [mmcs.truth, dead, l0]
claims:
${claims.map((claim, index) => `  - { name: c${index}, claim: ${JSON.stringify(claim)} }\n`).join("")}`;

/** The only node of a kind. */
function nodeOf<K extends NodeKind>({ nodes }: Plan, kind: K): NodeOf<K> {
  for (const node of nodes.values()) if (node.kind === kind) return node as NodeOf<K>;
  throw new RangeError(`the plan has no ${kind}`);
}

/** A table whose measured columns are made up, with gaps in some. */
function madeTable(random: Random, plan: Plan): Uint8Array {
  const { known, measured } = nodeOf(plan, "table").parameters;
  const rows = plan.cells.length;
  const gaps = random.pick([0, 0, 0.1, 1]);
  const constant = random.chance(0.2);
  const columns = measured.map((column) => {
    const value = (): number | boolean | null => {
      if (random.chance(gaps)) return null;
      if (column.name === "converged") return random.chance(0.8);
      return constant ? 1 : random.pick([random.next(), random.below(4), random.pick([0, 1e308, -1e308, 1e-320])]);
    };
    return Object.assign({ values: Array.from({ length: rows }, value) }, column);
  });
  return new TextEncoder().encode(JSON.stringify({ rows, columns: [...known, ...columns] }));
}

/** What the claims of a plan come to over a table; also what a person reads of them. */
async function decided(
  plan: Plan,
  table: Uint8Array,
): Promise<{ readonly report: ClaimsReport; readonly text: string }> {
  const context = {
    node: () => nodeOf(plan, "table"),
    result: async (key: string) => ({ key, outputs: {}, values: {} }) as unknown as Result,
    read: async () => table,
  } as unknown as OpContext;
  const { outputs } = await ops.claims.run(nodeOf(plan, "claims"), context);
  const text = (name: string): string => new TextDecoder().decode(outputs[name]?.bytes);
  return { report: JSON.parse(text("claims.json")) as ClaimsReport, text: text("claims.md") };
}

/** A tree without the places of its parts. */
function shape(expression: Expression): unknown {
  const { start: _, end: __, ...own } = expression;
  const parts = partsOf(expression);
  return [parts.length === 0 ? own : { kind: own.kind, by: "by" in own ? own.by : "" }, parts.map(shape)];
}

/** A claim that is one is printed as a text that is the same claim. */
function mustPrintBack(text: string): string {
  const expression = parseClaim(text);
  const shown = showClaim(expression);
  let again: Expression;
  try {
    again = parseClaim(shown);
  } catch (error) {
    must(
      false,
      () => `${JSON.stringify(text)} is printed as ${JSON.stringify(shown)}, which is no claim: ${String(error)}`,
    );
    throw error;
  }
  must(
    JSON.stringify(shape(expression)) === JSON.stringify(shape(again)),
    () => `${text} is printed as ${shown}, another claim`,
  );
  must(showClaim(again) === shown, () => `${shown} is printed as ${showClaim(again)}`);
  return shown;
}

const verdictsIn = ({ claims: all }: ClaimsReport, index: number): readonly string[] =>
  (all[index]?.findings ?? []).map(({ verdict }) => verdict);

const opposite: Readonly<Record<string, string>> = { holds: "fails", fails: "holds", undecided: "undecided" };

/** The same claim has the same verdict however it is written, and its contrary the contrary one. */
function mustAgree(report: ClaimsReport, text: string): void {
  const [own, shown, contrary] = [0, 1, 2].map((index) => verdictsIn(report, index));
  must(own?.length === 1 && own.every((verdict) => verdict in opposite), () => `${text}: ${own?.join()}`);
  must(own?.join() === shown?.join(), () => `${text}: ${own?.join()}, and as it is printed ${shown?.join()}`);
  must(
    own?.map((one) => opposite[one]).join() === contrary?.join(),
    () => `${text}: ${own?.join()}, and its contrary: ${contrary?.join()}`,
  );
}

/** Claims, from their text to their verdict. */
export const claims: Kind = {
  name: "claims",
  prepare:
    async () =>
    async ({ random, keep }) => {
      const text = claimText(random);
      keep("claim.txt", text);
      // A file's claim has so many characters at most.
      if (text.length > 1000) return inFile(text);
      let shown: string;
      try {
        shown = mustPrintBack(text);
      } catch (error) {
        return unparsed(error, text);
      }
      return outcomeOf(async () => {
        const file = experimentWith([text, shown, `not (${shown})`], random.pick([1, 1, 3]));
        const experiment = await loaded({ files: { "claims.yaml": file }, file: "claims.yaml" });
        const plan = compiled(experiment);
        if (random.chance(0.3)) await mustBeNormal(experiment, plan);
        const table = madeTable(random, plan);
        keep("cells.json", table);
        const { report, text: markdown } = await mustDecide(plan, table, text);
        mustBePlain(markdown, "claims.md");
        mustAgree(report, text);
      });
    },
};

/** What is no claim is refused in a file at the claim's own place. */
async function unparsed(error: unknown, text: string): Promise<Outcome> {
  // A fault of the grammar is no issue yet: it has no file.
  if (!(error instanceof Error) || error.constructor.name !== "ClaimFault") throw error;
  const outcome = await inFile(text);
  must(!outcome.accepted, () => `a file takes a claim that is none: ${text}`);
  return outcome;
}

const inFile = (text: string): Promise<Outcome> =>
  outcomeOf(async () => {
    compiled(await loaded({ files: { "claims.yaml": experimentWith([text], 1) }, file: "claims.yaml" }));
  });

/** What loading and planning took is decided, whatever the table holds. */
async function mustDecide(plan: Plan, table: Uint8Array, text: string): ReturnType<typeof decided> {
  try {
    return await decided(plan, table);
  } catch (error) {
    const outcome = refusal(error);
    must(false, () => `${text} was planned, and cannot be decided: ${outcome.code} ${String(error)}`);
    throw error;
  }
}
