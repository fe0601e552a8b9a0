import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Place, tiny } from "./exp.ts";

const place = new Place();
afterAll(() => place.remove());

/** What computes, draws, writes data frames or speaks with servers; loading it takes most of a run that finds everything in the store. */
const HEAVY = /packages\/backend\/|packages\/mlflow-client\/|undici|@observablehq\/plot|linkedom|resvg|hyparquet/u;

test(
  "a run that finds everything in the store loads nothing that computes or draws",
  { timeout: 120_000 },
  async () => {
    place.write("tiny.yaml", tiny());
    const hook = new URL("./record-modules.mjs", import.meta.url).href;
    const recording = (name: string): Record<string, string> => ({
      NODE_OPTIONS: `--import=${hook}`,
      RECORD_MODULES_IN: join(place.folder, name),
    });
    const heavyIn = (name: string): string[] =>
      place
        .read(name)
        .split("\n")
        .filter((url) => HEAVY.test(url));

    expect((await place.run("tiny.yaml", recording("first.txt"))).code).toBe(0);
    expect(heavyIn("first.txt").length).toBeGreaterThan(10);
    const { code, stderr } = await place.run("tiny.yaml", recording("again.txt"));
    expect({ code, cached: stderr.includes("everything came from the store") }).toEqual({ code: 0, cached: true });
    expect(heavyIn("again.txt")).toEqual([]);
    expect(place.read("again.txt")).toContain("packages/cli/dist/main.js");
  },
);
