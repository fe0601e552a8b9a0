import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Json } from "@goldilocks/digest";
import { openStore } from "@goldilocks/store";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { program } from "../src/program.ts";
import { claimLines } from "../src/run/claim-lines.ts";
import { drawnLines } from "../src/run/drawn-lines.ts";
import { failureLines } from "../src/run/failures.ts";
import { liveLines } from "../src/run/progress-lines.ts";
import { nodeLines } from "../src/stored/node-lines.ts";
import { runLines } from "../src/stored/run-lines.ts";
import { paintFor } from "../src/text/paint.ts";
import { terminalOf } from "../src/text/terminal.ts";
import { syncLines } from "../src/mlflow/sync-here.ts";
import { reasonLines } from "../src/why/reason-text.ts";

const folder = mkdtempSync(join(tmpdir(), "goldilocks-outside-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A line that a program of ours prints, to be forged. */
const FORGED = "the figure's hash";

/** Text that is made to be obeyed, and any other. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "\u001B[31m",
        "\u001B[2J",
        "\u001B]0;title\u0007",
        "\u001B]8;;http://x\u001B\\",
        "\u009B1m",
        "\r",
        "\n",
        `\n${FORGED}\n`,
        "\u202E",
        "\u2066",
        "\u200B",
        "\u2028",
        "\u0085",
        "\u007F",
        "\uFEFF",
        "\u{E0041}",
        "\uD800",
        "\t",
      ),
      fc.string({ maxLength: 5 }),
      fc.nat(0x10ffff).map((code) => String.fromCodePoint(code)),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(""));

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
// oxlint-disable-next-line no-control-regex -- colours of the program
const COLOURS = /\u001B\[(?:0|1|2|3[1236])m/gu;

/** Lines that a text has forged, or that hold more than text that is seen. */
const wrongIn = (text: string): readonly string[] =>
  text
    .replaceAll(COLOURS, "")
    .split("\n")
    .filter((line) => UNSEEN.test(line) || line.trim() === FORGED);

type Environment = Readonly<Record<string, string>>;

/** What a command prints, on both streams; with colours, since these are what a text may pretend. */
async function printed(argv: readonly string[], given: Environment = {}): Promise<string> {
  let text = "";
  const stream = { isTTY: false, write: (more: string) => void (text += more) } as unknown as NodeJS.WriteStream;
  const terminal = terminalOf(stream, { FORCE_COLOR: "1" });
  const env = {
    INIT_CWD: folder,
    GOLDILOCKS_STORE: join(folder, "store"),
    GOLDILOCKS_MLFLOW: "off",
    GOLDILOCKS_DEBUG: "1",
    ...given,
  };
  await program({ argv, env, out: terminal, err: terminal });
  return text;
}

const isPath = (text: string): boolean => !text.includes("\0") && !text.includes("/");

/** Commands by where they get a text. */
const asked: Readonly<Record<string, (text: string) => Promise<string>>> = {
  "a command": (text) => printed([text]),
  "a file's name": (text) => printed(["plan", `${text}.yaml`]),
  "the name of a file that is there": (text) => {
    const name = isPath(text) ? `x${text.slice(0, 20)}.yaml` : "x.yaml";
    writeFileSync(join(folder, name), "goldilocks: 1\nname: [wrong]\n");
    return printed(["plan", name]).finally(() => rmSync(join(folder, name)));
  },
  "a title": (text) => {
    writeFileSync(join(folder, "t.yaml"), `goldilocks: 1\nname: t\ntitle: ${JSON.stringify(text)}\n`);
    return printed(["plan", "t.yaml"]);
  },
  "a key": (text) => {
    writeFileSync(join(folder, "t.yaml"), `goldilocks: 1\nname: t\nsae: { ${JSON.stringify(text)}: 1 }\n`);
    return printed(["plan", "t.yaml"]);
  },
  "YAML as it is": (text) => {
    writeFileSync(join(folder, "t.yaml"), `goldilocks: 1\nname: ${text}\n`);
    return printed(["plan", "t.yaml", "--json"]);
  },
  "a change": (text) => printed(["plan", "t.yaml", "--set", `title=${text}`]),
  "the name of a change": (text) => printed(["plan", "t.yaml", "--set", `${text}=1`]),
  "a profile": (text) => printed(["plan", "t.yaml", "--profile", text]),
  "an option": (text) => printed(["list", `--${text}`]),
  "a value": (text) => printed(["list", "--kind", text]),
  "a hash": (text) => printed(["show", text]),
  "a key of the language": (text) => printed(["schema", text]),
  "a command that help is asked for": (text) => printed(["help", text]),
  "a run of MLflow": (text) => printed(["show", `mlflow:${text}`], { MLFLOW_TRACKING_URI: `http://${text}` }),
  "the address of MLflow": (text) => printed(["sync", "--json"], { MLFLOW_TRACKING_URI: text }),
  "a file to read profiles of": (text) => printed(["completions", "--profiles-of", text]),
  "the place of the store": (text) =>
    printed(["list", "--json"], { GOLDILOCKS_STORE: join(folder, "none", text.replaceAll("\0", "")) }),
};

test.each(Object.entries(asked))("%s reaches the terminal as text alone", async (_, run) => {
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      expect(wrongIn(await run(text))).toEqual([]);
    }),
    { numRuns: 12 },
  );
});

test("records of a store reach the terminal as text alone, and as the same JSON", async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (given) => {
      // As a file has it: halves of a character have no UTF-8.
      const text = Buffer.from(given).toString();
      const place = mkdtempSync(join(folder, "store-"));
      const store = await openStore(place);
      const key = "ab".repeat(32);
      const provenance = { version: text, commit: text, at: text, node: text, platform: text };
      const preImage: Json = { op: text, kind: "figure", parameters: { title: text, [text]: text } };
      await store.record({ key, preImage, outputs: {}, values: { [text]: text }, provenance });
      const id = "20260102T030405678Z-abcd";
      await store.writeRun(id, {
        id,
        name: text,
        title: text,
        started: text,
        finished: text,
        outcome: text,
        plan: "",
        table: key,
        figures: [key],
        figureNames: [text],
        goals: [key],
        profile: text,
        set: [text],
        spec: { name: text, title: text },
        counts: { [text]: { [text]: text } },
        provenance,
        command: { file: text, profile: text, set: [text] },
      });
      const env = { GOLDILOCKS_STORE: place };
      for (const words of [["list"], ["list", "--all"], ["show", id], ["show", key], ["cite", key], ["pin"]])
        expect(wrongIn(await printed(words, env))).toEqual([]);
      expect(
        wrongIn(await printed(["show", key, "--outputs"], env).then((lines) => lines.replaceAll("\t", " "))),
      ).toEqual([]);
      expect(wrongIn(await printed(["pin", key, `--note=x${text}`], env))).toEqual([]);
      for (const [words, facts] of [
        [["show", id], { title: text, set: [text] }],
        [["pin"], { pins: [{ key, note: `x${text}` }] }],
      ] as const) {
        const json = await printed([...words, "--json"], env);
        expect(wrongIn(json)).toEqual([]);
        expect(JSON.parse(json)).toMatchObject(facts);
      }
      rmSync(place, { recursive: true });
    }),
    { numRuns: 10 },
  );
});

test("lines about runs, cells, claims and servers are text alone, whatever they quote", () => {
  const paint = paintFor(true);
  fc.assert(
    fc.property(hostile, (text) => {
      let drawn = "";
      const stream = { isTTY: false, write: (more: string) => void (drawn += more) };
      const terminal = terminalOf(stream as unknown as NodeJS.WriteStream, { FORCE_COLOR: "1" });
      const issue = { code: text, message: text, hint: text };
      const column = { name: text, label: text, kind: "string", scale: "ordinal", values: [text], labels: [text] };
      const finding = { reading: {}, verdict: "fails", why: text, repeats: 1, comparisons: [], cells: {} };
      const claims = { axes: [text], readings: [{ [text]: text }], claims: [{ name: text, findings: [finding] }] };
      const slots = [{ node: { label: text, kind: "point" }, done: 1, total: 2 }];
      const snapshot = { slots, trained: 1, failed: 1, trainings: 2, share: 0.5, elapsed: 1, left: 1 };
      const facts = {
        key: text,
        kind: text,
        opVersion: text,
        device: text,
        derivedFrom: [text],
        derivedIn: [text],
        asked: [],
        inputs: [{ key: text, kind: text }],
        outputs: { [text]: { digest: text, bytes: 1, path: text } },
        provenance: text,
        stored: true,
        preImage: null,
        values: { [text]: [{ [text]: text }] },
      };
      const run = {
        id: text,
        name: text,
        title: text,
        started: text,
        finished: null,
        provenance: null,
        table: text,
        figures: [text],
      };
      for (const lines of [
        failureLines({ node: text, kind: "point", label: text, cells: [text], issues: [issue] }, terminal),
        claimLines(claims as never, paint, 80),
        liveLines(snapshot as never, 80, paint),
        drawnLines({ rows: 1, columns: [column] } as never, { kind: "line", x: text, y: text } as never, 80),
        nodeLines(facts as never, paint),
        runLines(
          { ...run, derivedFrom: text, profile: text, set: [text], command: null, counts: text } as never,
          paint,
        ),
        syncLines({ delivered: 1, waiting: 1, elsewhere: 1, problem: issue }, { shown: text } as never, terminal),
        reasonLines(
          { kind: "point", nodes: 2, example: { label: text }, why: "differs", differences: [] } as never,
          paint,
        ),
      ])
        terminal.print(lines);
      expect(wrongIn(drawn)).toEqual([]);
    }),
  );
});

test("nothing but the terminal writes to the streams", () => {
  const source = fileURLToPath(new URL("../src", import.meta.url));
  const writers = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
    (name) =>
      name.endsWith(".ts") &&
      /\b(?:stdout|stderr|stream)\.write\(|\bconsole\.|stdio: "inherit"/u.test(
        readFileSync(join(source, name), "utf8"),
      ),
  );
  expect(writers.toSorted()).toEqual(["loading.ts", join("text", "terminal.ts")]);
});
