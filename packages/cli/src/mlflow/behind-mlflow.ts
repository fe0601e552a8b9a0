import type { Session } from "../command.ts";

/** A hash as it is, and that behind `mlflow:RUN_ID`. The client is loaded only for the latter. */
export async function behindMlflow(word: string, session: Session): Promise<string> {
  if (!word.startsWith("mlflow:")) return word;
  const { hashOf } = await import("./run-behind.ts");
  return hashOf(word, session);
}
