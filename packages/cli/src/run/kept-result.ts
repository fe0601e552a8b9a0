import type { Result, Store } from "@goldilocks/engine";
import { CliError } from "../error.ts";

/** A result that a finished run left in the store. @throws {@link CliError} `CLI_LOST_RESULT` where it is there no more. */
export async function keptResult(store: Store, key: string): Promise<Result> {
  const result = await store.result(key);
  if (result !== undefined) return result;
  const hint = "run the same command again: it is computed anew";
  throw new CliError({ code: "CLI_LOST_RESULT", message: `the store has lost the result ${key}`, hint });
}
