import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What a command line left behind. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs `exp` in this process: words, the folder it is started in, and the folder that has its store. */
export type Program = (words: readonly string[], folder: string, own: string) => Promise<Ended>;

interface Session {
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly out: unknown;
  readonly err: unknown;
}

type Run = (session: Session) => Promise<number>;
type TerminalOf = (
  stream: { readonly isTTY: boolean; readonly write: (text: string) => void },
  env: Environment,
) => unknown;

/** The program as it was built. */
export async function builtProgram(root: string): Promise<Program> {
  const from = (name: string): Promise<unknown> => import(pathToFileURL(join(root, "packages/cli/dist", name)).href);
  const { program } = (await from("program.js")) as { readonly program: Run };
  const { terminalOf } = (await from("text/terminal.js")) as { readonly terminalOf: TerminalOf };
  return async (argv, folder, own) => {
    const { MLFLOW_TRACKING_URI: _, ...inherited } = process.env;
    const places = {
      INIT_CWD: folder,
      GOLDILOCKS_STORE: join(own, "store"),
      GOLDILOCKS_RESULTS: join(folder, "results"),
    };
    const env = { ...inherited, ...places, GOLDILOCKS_MLFLOW: "off", NO_COLOR: "1" };
    const texts = { out: "", err: "" };
    const terminal = (name: keyof typeof texts): unknown =>
      terminalOf({ isTTY: false, write: (text) => void (texts[name] += text) }, env);
    const code = await program({ argv, env, out: terminal("out"), err: terminal("err") });
    return { code, ...texts };
  };
}
