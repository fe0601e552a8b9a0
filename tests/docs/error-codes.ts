import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const packages = fileURLToPath(new URL("../../packages", import.meta.url));

/** A closed union of codes, as every package that has codes declares one in its `error.ts`, `errors.ts` or `mlflow-error.ts`. */
const union = /export type \w*Code =(?<members>[^;]*"[A-Z]+_[^;]*);/gu;
const list = /export const \w+Codes = \[(?<members>[^\]]*)\] as const/gu;
const code = /"(?<code>[A-Z]+_[A-Z_]+)"/gu;

/** Every code of every package, sorted. */
export function declaredCodes(): string[] {
  const found = readdirSync(packages).flatMap((name) => {
    const sources = ["error.ts", "errors.ts", "mlflow-error.ts"].flatMap((file) =>
      textOf(join(packages, name, "src", file)),
    );
    return sources.flatMap((text) =>
      [...text.matchAll(union), ...text.matchAll(list)].flatMap(({ groups }) =>
        [...(groups?.["members"] ?? "").matchAll(code)].map((match) => match.groups?.["code"] ?? ""),
      ),
    );
  });
  return found.toSorted();
}

/** Every code that any source of any package has in quotes; names of environment variables look the same, and are no codes. */
export function mentionedCodes(): string[] {
  const prefixes = new Set(declaredCodes().map((one) => one.split("_")[0]));
  const texts = readdirSync(packages, { recursive: true, encoding: "utf8" })
    .filter((path) => /^[a-z-]+\/src\/.*\.ts$/u.test(path) && !/generated|environment\.ts$/u.test(path))
    .flatMap((path) => textOf(join(packages, path)));
  const all = texts.flatMap((text) => [...text.matchAll(code)].map((match) => match.groups?.["code"] ?? ""));
  return [...new Set(all)].filter((one) => prefixes.has(one.split("_")[0])).toSorted();
}

function textOf(path: string): string[] {
  try {
    return [readFileSync(path, "utf8")];
  } catch {
    return [];
  }
}
