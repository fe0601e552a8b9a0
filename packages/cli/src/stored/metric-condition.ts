import { suggest } from "@goldilocks/diagnostics";
import { type Arguments, valueOf } from "../arguments.ts";
import { UsageError } from "../error.ts";

/** What is asked of a measured value; what was not measured does not fit. */
export interface MetricCondition {
  readonly metric: string;
  readonly fits: (values: Readonly<Record<string, number>>) => boolean;
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
};

/**
 * What `--metric` asks of the values of a dictionary, such as `mmcs.truth>0.95`.
 *
 * @param known - Names of metrics.
 * @throws {@link UsageError} `CLI_BAD_VALUE`.
 */
export function metricCondition(given: Arguments, known: readonly string[]): MetricCondition | undefined {
  const text = valueOf(given, "metric");
  if (text === undefined) return undefined;
  const {
    name = "",
    sign = "",
    bound = "",
  } = /^(?<name>[\w.]+)\s*(?<sign>[<>]=?)\s*(?<bound>-?[\d.]+(?:e[+-]?\d+)?)$/iu.exec(text)?.groups ?? {};
  const compare = COMPARISONS[sign];
  const limit = Number(bound);
  if (compare === undefined || bound === "" || Number.isNaN(limit))
    throw refuse(
      `--metric ${text} is no comparison of a metric with a number`,
      "for example: --metric 'mmcs.truth>0.95'",
    );
  if (!known.includes(name)) {
    const near = suggest(name, known);
    const hint = near === undefined ? "exp schema metrics names them" : `did you mean ${near}?`;
    throw refuse(`--metric ${text}: there is no metric ${name}`, hint);
  }
  const fits: MetricCondition["fits"] = ({ [name]: value }) => value !== undefined && compare(value, limit);
  return { metric: name, fits };
}

const refuse = (message: string, hint: string): UsageError => new UsageError({ code: "CLI_BAD_VALUE", message, hint });
