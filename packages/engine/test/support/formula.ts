/** The reference scripts' numbers: multiples of 2⁻²⁴ in [0, 1), exact in float32. See tests/reference/README.md. */
export function uniform(stream: number, index: number): number {
  let k = (Math.imul(stream, 0x9e3779b9) + index) >>> 0;
  k ^= k >>> 16;
  k = Math.imul(k, 0x85ebca6b);
  k ^= k >>> 13;
  k = Math.imul(k, 0xc2b2ae35);
  return ((k ^ (k >>> 16)) >>> 8) / 2 ** 24;
}
