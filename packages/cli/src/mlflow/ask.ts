/** What became of a request: it was answered as by MLflow, nobody listens (or somebody else), or nothing came in time. */
export type Answer = "answers" | "is absent" | "is silent";

/**
 * Asks a server for its experiments, which reads its database; that it is healthy proves nothing.
 *
 * @param patience - Milliseconds.
 */
export async function ask(address: string, patience = 5000): Promise<Answer> {
  try {
    const response = await fetch(`${address}/api/2.0/mlflow/experiments/search`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ max_results: 1 }),
      redirect: "error",
      signal: AbortSignal.timeout(patience),
    });
    await response.body?.cancel();
    return response.ok ? "answers" : "is absent";
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError" ? "is silent" : "is absent";
  }
}
