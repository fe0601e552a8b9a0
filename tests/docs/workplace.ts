import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Block } from "./markdown.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const main = join(root, "packages/cli/dist/main.js");

/** As much of the program's face as is used here. It is loaded as built: its source is not for other packages to import. */
interface Built {
  readonly program: (session: Readonly<Record<string, unknown>>) => Promise<number>;
  readonly terminalOf: (stream: object, env: Readonly<Record<string, string>>) => object;
}

const loaded = async (name: string): Promise<Built> =>
  (await import(new URL(`../../packages/cli/dist/${name}.js`, import.meta.url).href)) as Built;

async function built(): Promise<Built> {
  const [{ program }, { terminalOf }] = [await loaded("program"), await loaded("text/terminal")];
  return { program, terminalOf };
}

/** As under `npx -y pnpm@10 run exp`, so that what a command prints is what a reader sees. */
const typed = {
  npm_lifecycle_event: "exp",
  npm_config_user_agent: "pnpm/10",
  npm_execpath: "_npx/pnpm",
  NO_COLOR: "1",
};

/** A folder like a fresh clone, as far as documents need one: experiments, and a store of its own. */
export class Workplace {
  readonly folder: string = mkdtempSync(join(tmpdir(), "goldilocks-docs-"));

  constructor() {
    writeFileSync(join(this.folder, "pnpm-workspace.yaml"), "packages: []\n");
    cpSync(join(root, "experiments"), join(this.folder, "experiments"), { recursive: true });
    mkdirSync(join(this.folder, "docs"));
    cpSync(join(root, "docs/gallery.yaml"), join(this.folder, "docs/gallery.yaml"));
  }

  /** Writes the file that a block shows. Its first line names it: `# experiments/mine.yaml`. */
  save({ text }: Block): void {
    const name = /^# (?<name>\S+\.(?:yaml|txt))$/mu.exec(text)?.groups?.["name"];
    if (name === undefined || !text.startsWith("# ")) throw new RangeError(`a block names no file: ${text}`);
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  /** Runs a command line in a process of its own; `exp` is the program that the workspace built. */
  shell(command: string): Promise<string> {
    const { INIT_CWD: _, FORCE_COLOR: __, ...env } = process.env;
    const line = `exp() { "${process.execPath}" "${main}" "$@"; }; { ${command}\n} 2>&1`;
    const child = spawn("sh", ["-c", line], {
      cwd: this.folder,
      env: { ...env, ...typed, GOLDILOCKS_STORE: "", MLFLOW_TRACKING_URI: "" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => void (output += chunk.toString()));
    return new Promise((resolve) => child.on("close", () => resolve(output)));
  }

  /** Runs `exp …` in this process, which takes milliseconds; it may not train. `NAME=value` words may come first. */
  async inside(command: string): Promise<string> {
    const words = [...command.matchAll(/'([^']*)'|(\S+)/gu)].map(([, quoted, plain]) => quoted ?? plain ?? "");
    const at = words.indexOf("exp");
    const given = Object.fromEntries(words.slice(0, at).map((word) => word.split("=", 2) as [string, string]));
    let output = "";
    const stream = { isTTY: false, write: (text: string) => void (output += text) };
    const env = { ...typed, ...given, INIT_CWD: this.folder };
    const { program, terminalOf } = await built();
    const terminal = terminalOf(stream, typed);
    await program({ out: terminal, err: terminal, env, argv: words.slice(at + 1) });
    return output.replaceAll(`${this.folder}/`, "");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
