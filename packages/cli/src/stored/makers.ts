import type { Json } from "@goldilocks/digest";
import { moment } from "../text/moment.ts";
import { isRecord, textIn } from "./json.ts";

/** When a result was made, by which program, and on what machine, in one line. */
export function madeBy(provenance: Json): string {
  if (!isRecord(provenance)) return "not known";
  const { dirty } = provenance;
  const text = (name: string): string => textIn(provenance, name);
  const commit = text("commit").slice(0, 12);
  const parts = [
    moment(text("at")),
    `version ${text("version")}${commit === "" ? "" : ` at commit ${commit}${dirty === true ? " with changes" : ""}`}`,
    `Node ${text("node")}`,
    [text("platform"), text("arch")].join(" "),
    text("cpu"),
  ];
  return parts.filter((part) => part.trim() !== "").join(", ");
}
