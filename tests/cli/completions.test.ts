import { execFileSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main, Place, tiny } from "./exp.ts";

const place = new Place();
afterAll(() => place.remove());

const COMMANDS =
  "run plan why diff rerun verify list show cite export pack unpack pin mlflow sync compare gc store schema doctor completions help".split(
    " ",
  );

describe("completions", { timeout: 60_000 }, () => {
  let bash = "";

  beforeAll(async () => {
    place.write("tiny.yaml", `${tiny()}profiles: { quick: { train.steps: 10 } }\n`);
    place.write("other.yaml", "extends: tiny.yaml\nname: other\nprofiles: { wide: { sae.dictSize: 32 } }\n");
    place.write("notes.txt", "");
    place.write("exp", `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
    execFileSync("chmod", ["+x", join(place.folder, "exp")]);
    bash = (await place.run("completions", "bash")).stdout;
  });

  /** What bash offers for the last word. */
  function offered(...words: string[]): string[] {
    const quoted = words.map((word) => `'${word}'`).join(" ");
    const script = `compopt() { :; }\n${bash}\nCOMP_WORDS=(./exp ${quoted}); COMP_CWORD=${words.length}; _exp; printf '%s\\n' "\${COMPREPLY[@]}"`;
    writeFileSync(join(place.folder, "ask.sh"), script);
    const { INIT_CWD: _, ...env } = process.env;
    const answer = execFileSync("bash", ["ask.sh"], { cwd: place.folder, encoding: "utf8", env });
    return answer
      .split("\n")
      .filter((line) => line !== "")
      .toSorted();
  }

  test("bash completes commands, experiments, options and their values", () => {
    expect(offered("")).toEqual([...COMMANDS, "other.yaml", "tiny.yaml"].toSorted());
    expect(offered("run", "t")).toEqual(["tiny.yaml"]);
    expect(offered("plan", "tiny.yaml", "--w")).toEqual(["--workers"]);
    expect(offered("tiny.yaml", "--q")).toEqual(["--quiet"]);
    expect(offered("list", "--kind", "")).toEqual(["claims", "dictionary", "estimates", "figure", "run", "table"]);
    expect(offered("schema", "seeds.")).toEqual(["seeds.data", "seeds.features", "seeds.init"]);
    expect(offered("help", "d")).toEqual(["diff", "doctor"]);
  });

  test("bash completes the profiles of the file that is named, and of those it extends", () => {
    expect(offered("run", "other.yaml", "--profile", "")).toEqual(["quick", "wide"]);
  });

  test("bash runs nothing that is in the name of a file or of a profile", () => {
    const command = "$(touch pwned)";
    place.write(`${command}.yaml`, "goldilocks: 1\n");
    place.write("a`touch pwned`.yaml", "goldilocks: 1\n");
    place.write("liar", `#!/bin/sh\nprintf '%s\\n' '${command}' '\`touch pwned\`' 'quick'\n`);
    execFileSync("chmod", ["+x", join(place.folder, "liar")]);
    expect(offered("run", "$")).toEqual([`${command}.yaml`]);
    const asked = `${bash}\nCOMP_WORDS=(./liar run x.yaml --profile ''); COMP_CWORD=4; _exp; printf '%s\\n' "\${COMPREPLY[@]}"`;
    writeFileSync(join(place.folder, "ask.sh"), `compopt() { :; }\n${asked}`);
    expect(execFileSync("bash", ["ask.sh"], { cwd: place.folder, encoding: "utf8" })).toBe("quick\n");
    expect(existsSync(join(place.folder, "pwned"))).toBe(false);
    expect(bash).toContain("compopt -o filenames");
    for (const name of [`${command}.yaml`, "a`touch pwned`.yaml"]) rmSync(join(place.folder, name));
  });

  test.each(["bash", "zsh", "fish"])("the script for %s knows every command and option", async (shell) => {
    const { code, stdout } = await place.run("completions", shell);
    expect(code).toBe(0);
    for (const word of [...COMMANDS, "profile", "fail-fast", "workers", "kind"]) expect(stdout).toContain(word);
  });

  test("no other shell is known", async () => {
    const { code, stderr } = await place.run("completions", "powershell");
    expect({ code, problem: stderr.split(" ", 1)[0] }).toEqual({ code: 2, problem: "CLI_BAD_VALUE" });
  });
});
