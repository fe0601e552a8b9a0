import { resultNames } from "@goldilocks/spec";
import { describe, expect, test } from "vitest";
import { issuesAfterHead, issuesOf, load, withHead } from "./support.ts";

const line = (rest: string): string => `figures: [{ kind: line, x: sae.dictSize, y: mmcs.truth${rest} }]`;

describe("names that become names of files", () => {
  test.each(["CON", "nul", "Aux", "PRN", "COM1", "lpt9", "NUL.results", "con.a.b", "a.", "a.."])(
    "%s is refused for experiments, profiles and figures",
    async (name) => {
      expect(await issuesOf(`goldilocks: 1\nname: ${name}`)).toEqual(["a.yaml:2:7 SPEC_NAME"]);
      expect(await issuesAfterHead(`profiles: { ${name}: { train.steps: 1 } }`)).toEqual(["3:13 SPEC_NAME"]);
      expect(await issuesAfterHead(line(`, name: ${name}`))).toEqual(["3:63 SPEC_NAME"]);
      expect(await issuesAfterHead(`profiles: { a: { name: ${name} } }`)).toEqual(["3:24 SPEC_NAME"]);
    },
  );

  test.each(["console", "nulls", "com", "COM10", "lpt", "a.con", "a.b"])("%s is right", async (name) => {
    expect(
      await issuesOf(`goldilocks: 1\nname: ${name}\nprofiles: { ${name}: {} }\n${line(`, name: ${name}`)}`),
    ).toEqual([]);
  });

  test.each(["name: 'a '", "name: ' a'", "name: a/b", "name: .a"])("%s is refused", async (name) => {
    expect(await issuesOf(`goldilocks: 1\n${name}`)).toEqual(["a.yaml:2:7 SPEC_NAME"]);
  });

  test.each([...resultNames, "Cells", "SPEC.normal"])(
    "no figure is called %s, as a file of the run is",
    async (name) => {
      expect(await issuesAfterHead(line(`, name: ${name}`))).toEqual(["3:63 SPEC_NAME"]);
      expect(await issuesAfterHead(`profiles: { a: { ${line(`, name: ${name}`)} } }`)).toEqual(["3:80 SPEC_NAME"]);
    },
  );

  test("a history may be called history, as it is by default", async () => {
    expect(await issuesAfterHead("figures: [{ kind: history, y: l0, name: history }]")).toEqual([]);
    const { figures } = await load(withHead("figures: [{ kind: history, y: l0 }]"));
    expect(figures[0]?.name).toBe("history");
  });

  test("figures whose names differ in capitals alone are an issue at the second", async () => {
    const text =
      "figures: [{ kind: line, x: repeat, y: mmcs.truth, name: a }, { kind: line, x: repeat, y: mmcs.truth, name: A }]";
    expect(await issuesAfterHead(text)).toEqual(["3:108 SPEC_DUPLICATE_VALUE"]);
  });

  test("a figure without a name avoids one that differs in capitals alone", async () => {
    const text =
      "figures: [{ kind: line, x: repeat, y: mmcs.truth }, { kind: line, x: repeat, y: mmcs.truth, name: LINE }]";
    const { figures } = await load(withHead(text));
    expect(figures.map(({ name }) => name)).toEqual(["line-2", "LINE"]);
  });

  test("profiles whose names differ in capitals alone are an issue, inherited or not", async () => {
    expect(await issuesAfterHead("profiles: { smoke: {}, Smoke: {} }")).toEqual(["3:24 SPEC_DUPLICATE_VALUE"]);
    const files = {
      "a.yaml": "{ extends: ./b.yaml, name: x, profiles: { Smoke: {} } }",
      "b.yaml": "{ goldilocks: 1, profiles: { smoke: {} } }",
    };
    expect(await issuesOf(files)).toEqual(["a.yaml:1:43 SPEC_DUPLICATE_VALUE"]);
  });
});

test.each(["=1+1", "+a", "-a", "@a", "\t=1"])(
  "no text of a table begins with %j, which a spreadsheet would compute",
  async (name) => {
    const quoted = JSON.stringify(name);
    for (const grid of [`a: { ${quoted}: {} }`, `${quoted}: { b: {} }`, `a: [{ ${quoted}: {} }]`]) {
      for (const part of ["grid", "readings"]) expect(await issuesAfterHead(`${part}: { ${grid} }`)).not.toEqual([]);
    }
  },
);
