import { readTensors, type Tensor } from "@goldilocks/engine";

/** Where two artifacts first differ, in words: a number of an array, else a byte. `undefined` where they are equal. */
export function firstDifference(name: string, before: Uint8Array, after: Uint8Array): string | undefined {
  if (name.endsWith(".safetensors")) return inTensors(readTensors(before), readTensors(after));
  const at = firstIndex(before, after);
  return at === undefined ? undefined : `byte ${at}`;
}

type Tensors = Readonly<Record<string, Tensor>>;

function inTensors(before: Tensors, after: Tensors): string | undefined {
  for (const name of [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted()) {
    const [left, right] = [before[name], after[name]];
    if (left === undefined || right === undefined) return `array ${name}, which only one of them has`;
    if (String(left.shape) !== String(right.shape))
      return `the shape of ${name}: [${left.shape.join(", ")}], now [${right.shape.join(", ")}]`;
    const at = firstIndex(left.data, right.data);
    if (at !== undefined) return `${name}[${placeOf(at, left.shape)}]: ${left.data[at]}, now ${right.data[at]}`;
  }
  return undefined;
}

/** Compares bits: 0 and −0 are different numbers here. */
function firstIndex(before: ArrayLike<number>, after: ArrayLike<number>): number | undefined {
  const length = Math.max(before.length, after.length);
  for (let at = 0; at < length; at++) if (!Object.is(before[at], after[at])) return at;
  return undefined;
}

/** An index into an array as one per axis. */
function placeOf(index: number, shape: readonly number[]): string {
  const place: number[] = [];
  let rest = index;
  for (const size of shape.toReversed()) {
    place.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return place.join(", ");
}
