const truths: ReadonlyMap<string, boolean> = new Map([
  ["yes", true],
  ["y", true],
  ["on", true],
  ["true", true],
  ["no", false],
  ["n", false],
  ["off", false],
  ["false", false],
]);

/** The truth that a text means in YAML 1.1, or in quotes; `undefined` for all other texts. */
export const meantTruth = (text: string): boolean | undefined => truths.get(text.trim().toLowerCase());

const letters: Readonly<Record<string, number>> = { k: 3, m: 6, g: 9 };

const isNumber = (text: string): boolean => /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/u.test(text);

/** What to write for a number that is written as other languages have it; `undefined` for what is no number at all. */
export function commonText(written: string): string | undefined {
  const text = written.trim();
  if (isNumber(text)) return `write ${text} without quotes`;
  const plain = text.replaceAll(/(?<=\d)[_' ](?=\d)/gu, "");
  if (plain !== text && isNumber(plain)) return `write ${plain}: digits stand together`;
  if (/^[-+]?[1-9]\d{0,2}(?:,\d{3})+$/u.test(text)) return `write ${text.replaceAll(",", "")}: digits stand together`;
  if (/^[-+]?\d*,\d+$/u.test(text)) return `decimals have a point: write ${text.replace(",", ".")}`;
  const [hours, minutes] = text.split(":").map(Number);
  if (/^\d+:[0-5]\d$/u.test(text))
    return `YAML 1.2 has no numbers of base 60: write ${60 * (hours ?? 0) + (minutes ?? 0)}`;
  const { number = "", letter = "" } = /^(?<number>\d+(?:\.\d+)?)\s*(?<letter>[kmg])$/iu.exec(text)?.groups ?? {};
  const exponent = letters[letter.toLowerCase()];
  if (exponent !== undefined) return `write ${Number(`${number}e${exponent}`)}`;
  const percent = /^(?<number>\d+(?:\.\d+)?)\s*%$/u.exec(text)?.groups?.["number"];
  return percent === undefined ? undefined : `write ${Number(`${percent}e-2`)}`;
}
