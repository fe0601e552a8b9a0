import { canonicalJson, sha256 } from "@goldilocks/digest";
import type { Cell, NodeOf, Plan, PlanNode } from "@goldilocks/plan";
import type { TrackedDataset } from "@goldilocks/tracking";

/** MLflow takes no more characters of a digest; the whole one stands in the source. */
const DIGITS = 36;

/** What a cell was trained and judged on: the ground-truth features, the stream of training codes, the held-out batches. */
export function cellDatasets({ nodes }: Plan, cell: Cell): readonly TrackedDataset[] {
  const trajectory = nodes.get(nodes.get(cell.point)?.inputs[0] ?? "");
  const [features, stream] = (trajectory?.inputs ?? []).map((key) => nodes.get(key));
  const datasets: TrackedDataset[] = [];
  if (features?.kind === "features") datasets.push(featuresOf(features));
  if (stream?.kind === "stream") datasets.push(streamOf(stream, cell.settings));
  const judged = heldOutOf(nodes, cell);
  if (judged !== undefined) datasets.push(judged);
  return datasets;
}

function featuresOf({ key, parameters }: NodeOf<"features">): TrackedDataset {
  const { nFeatures, activationDim } = parameters;
  return dataset("features", "truth", key, {
    schema: { shape: [nFeatures, activationDim], dtype: "float32" },
    profile: { num_rows: nFeatures },
  });
}

function streamOf({ key, parameters }: NodeOf<"stream">, { train }: Cell["settings"]): TrackedDataset {
  const { nFeatures, batch, active } = parameters;
  return dataset("data", "train", key, {
    schema: { shape: [nFeatures], dtype: "float32", active },
    profile: { num_rows: train.steps * batch },
  });
}

/** The held-out batches are the beginning of a stream of their own. */
function heldOutOf(nodes: Plan["nodes"], { metrics, settings }: Cell): TrackedDataset | undefined {
  const judging = Object.values(metrics).flatMap(({ node }) => nodes.get(node) ?? []);
  const streams = judging.flatMap(({ inputs }) => inputs.flatMap((key) => nodes.get(key) ?? []));
  const stream = streams.find((node): node is NodeOf<"stream"> => isHeldOut(node));
  if (stream === undefined) return undefined;
  const batches = settings.evaluate.heldOutBatches;
  const { nFeatures, batch, active } = stream.parameters;
  return dataset("held-out", "eval", sha256(canonicalJson(["heldOut", stream.key, batches])), {
    schema: { shape: [nFeatures], dtype: "float32", active },
    profile: { num_rows: batches * batch },
    uri: `goldilocks:${stream.key}`,
  });
}

const isHeldOut = (node: PlanNode): boolean => node.kind === "stream" && node.parameters.purpose === "heldOut";

function dataset(
  name: string,
  context: string,
  digest: string,
  { schema, profile, uri = `goldilocks:${digest}` }: { schema: object; profile: object; uri?: string },
): TrackedDataset {
  return {
    name,
    context,
    digest: digest.slice(0, DIGITS),
    sourceType: "goldilocks",
    source: JSON.stringify({ uri, digest }),
    schema: JSON.stringify({ mlflow_tensorspec: schema }),
    profile: JSON.stringify(profile),
  };
}
