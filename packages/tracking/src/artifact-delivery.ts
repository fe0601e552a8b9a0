import { type Delivery } from "./delivery.ts";
import { Failed } from "./failure.ts";
import { messageOf, problem } from "./error.ts";
import { sha256 } from "./state.ts";
import { type TrackedArtifact } from "./tracked-run.ts";

/** Whose artifact it is. */
type Owner = { readonly runId: string } | { readonly modelId: string };

async function bytesOf(delivery: Delivery, { path, source, digest }: TrackedArtifact): Promise<Uint8Array> {
  const lost = (why: string): Failed =>
    new Failed({
      scope: "run",
      problem: problem(
        "TRACKING_ARTIFACT",
        `artifact ${path} (${digest.slice(0, 12)}) cannot be delivered: ${why}`,
        "run the experiment again, and then `exp sync`",
      ),
    });
  try {
    const bytes = source.kind === "text" ? Buffer.from(source.text) : await delivery.readObject(source.digest);
    if (sha256(bytes) === digest) return bytes;
  } catch (error) {
    throw lost(messageOf(error));
  }
  throw lost("it is not what it was");
}

/** Sends an artifact; the client makes sure that the server has the same bytes. */
export async function deliverArtifact(delivery: Delivery, owner: Owner, artifact: TrackedArtifact): Promise<void> {
  const bytes = await bytesOf(delivery, artifact);
  const { client, call } = delivery;
  await client.artifacts.upload(owner, artifact.path, bytes, { sha256: artifact.digest, ...call });
  delivery.onProgress();
}
