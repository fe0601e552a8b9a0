/** Styles that a terminal may show. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** Styles as ANSI sequences, or none. */
export function paintFor(color: boolean): Paint {
  const style =
    (sgr: number) =>
    (text: string): string =>
      color && text !== "" ? `\u001B[${sgr}m${text}\u001B[0m` : text;
  return { bold: style(1), dim: style(2), red: style(31), green: style(32), yellow: style(33), cyan: style(36) };
}
