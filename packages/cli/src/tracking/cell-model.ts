import type { Result } from "@goldilocks/engine";
import type { Cell } from "@goldilocks/plan";
import { ANYWHERE } from "../invocation.ts";
import { isRecord } from "../stored/json.ts";
import { settingParams } from "./cell-params.ts";
import type { TrackedModel } from "@goldilocks/tracking";

/** Larger states stay in the store alone: bytes. A grid of them would fill the server's disk a second time. */
const MOST_BYTES = 4 * 1_048_576;
const STATE = "state.safetensors";

/** The dictionary of a cell as a logged model: its bytes where they are few, else what they are and how to get them. */
export function cellModel({ point, settings }: Cell, { outputs, values }: Result): TrackedModel | undefined {
  const state = outputs[STATE];
  if (state === undefined) return undefined;
  const { digest, bytes, mediaType } = state;
  const step = isRecord(values) && typeof values["step"] === "number" ? values["step"] : 0;
  const sae = Object.entries(settingParams(settings)).filter(([path]) => path.startsWith("sae."));
  const artifact = { path: STATE, source: { kind: "object", digest }, digest, bytes, mediaType } as const;
  return {
    key: digest,
    name: "dictionary",
    type: "sae",
    params: Object.fromEntries([...sae, ["step", String(step)]]),
    tags: {
      "goldilocks.key": point,
      "goldilocks.digest": digest,
      "goldilocks.bytes": String(bytes),
      "goldilocks.export": `${ANYWHERE} export ${point} dictionary --to saelens`,
    },
    artifacts: bytes > MOST_BYTES ? [] : [artifact],
  };
}
