import { isId } from "./check.ts";

/** Thrown inside decoders only: {@link Transport} turns it into `MLFLOW_BAD_RESPONSE`. */
export class ShapeError extends Error {}

/** Reads one value out of an answer, or throws a {@link ShapeError} that names the place. */
export type Decoder<T> = (value: unknown, place: string) => T;

const fail = (place: string, expected: string): never => {
  throw new ShapeError(`${place === "" ? "the answer" : place} is not ${expected}`);
};

/** A JSON object whose fields are read one by one. */
export function object(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return fail(place, "an object");
  return value as Record<string, unknown>;
}

export function string(value: unknown, place: string): string {
  return typeof value === "string" ? value : fail(place, "a string");
}

/** The longest address or page token that is read. */
const LONGEST = 8192;

/** A text that goes into addresses, and is kept. */
export function shortString(value: unknown, place: string): string {
  const found = string(value, place);
  return found.length <= LONGEST ? found : fail(place, `a text of at most ${LONGEST} characters`);
}

/** An identifier of a run, an experiment or a model: it goes into addresses and files. */
export function identifier(value: unknown, place: string): string {
  const found = string(value, place);
  return isId(found) ? found : fail(place, "an identifier");
}

export function boolean(value: unknown, place: string): boolean {
  return typeof value === "boolean" ? value : fail(place, "true or false");
}

/** A whole number; 64-bit ones may come as text, as protobuf's JSON has them. */
export function integer(value: unknown, place: string): number {
  const found = typeof value === "string" && /^-?\d+$/u.test(value) ? Number(value) : value;
  return Number.isSafeInteger(found) ? (found as number) : fail(place, "a whole number");
}

const named = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

/** A number; protobuf's JSON has `NaN` and the infinities as text. */
export function number(value: unknown, place: string): number {
  if (typeof value === "number") return value;
  return (typeof value === "string" ? named.get(value) : undefined) ?? fail(place, "a number");
}

/** One of a closed list of words. */
export const oneOf =
  <const T extends string>(words: readonly T[]): Decoder<T> =>
  (value, place) =>
    words.find((word) => word === value) ?? fail(place, `one of ${words.join(", ")}`);

/** A list; protobuf's JSON leaves empty ones out. */
export const list =
  <T>(decode: Decoder<T>): Decoder<readonly T[]> =>
  (value, place) => {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) return fail(place, "a list");
    return value.map((entry: unknown, index) => decode(entry, `${place}[${index}]`));
  };

/** What may be absent: then `otherwise`. */
export const optional =
  <T, D>(decode: Decoder<T>, otherwise: D): Decoder<T | D> =>
  (value, place) =>
    value === undefined || value === null ? otherwise : decode(value, place);

/** Reads a value, and refuses one that is not what was asked for. @param expected - Such as `the run that was asked for`. */
export const expecting =
  <T>(decode: Decoder<T>, holds: (found: T) => boolean, expected: string): Decoder<T> =>
  (value, place) => {
    const found = decode(value, place);
    return holds(found) ? found : fail(place, expected);
  };

/** A list of `{key, value}` as a record. */
export const entries: Decoder<Readonly<Record<string, string>>> = (value, place) =>
  Object.fromEntries(
    list((entry, at) => {
      const pair = object(entry, at);
      // An empty value is left out by protobuf's JSON.
      return [string(pair["key"], `${at}.key`), optional(string, "")(pair["value"], `${at}.value`)] as const;
    })(value, place),
  );

/** An object of texts as a record. */
export const entriesOfObject: Decoder<Readonly<Record<string, string>>> = (value, place) =>
  Object.fromEntries(
    Object.entries(object(value, place)).map(([key, entry]) => [key, string(entry, `${place}.${key}`)]),
  );

/** A field of the answer's object. */
export const field =
  <T>(name: string, decode: Decoder<T>): Decoder<T> =>
  (value, place) =>
    decode(object(value, place)[name], place === "" ? name : `${place}.${name}`);

/** An answer that says nothing but that it is done. */
export const nothing: Decoder<void> = () => undefined;
