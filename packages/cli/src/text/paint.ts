import { styled } from "./own-codes.ts";

/** Styles that a terminal may show. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** Styles as codes that only a terminal's `print` turns into ANSI sequences, or none. */
export function paintFor(color: boolean): Paint {
  const style =
    (sgr: number) =>
    (text: string): string =>
      color ? styled(String(sgr), text) : text;
  return { bold: style(1), dim: style(2), red: style(31), green: style(32), yellow: style(33), cyan: style(36) };
}
