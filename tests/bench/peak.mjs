// What this machine's arithmetic can do at most, with multiply and add apart: a module of a few dozen instructions that only
// multiplies and adds in registers. An engine that fuses pairs of vectors fuses these too.

const TURNS = 20_000_000;
const V128 = 0x7b;

function leb(value) {
  const bytes = [];
  for (let rest = value; ;) {
    const low = rest & 0x7f;
    rest >>>= 7;
    if (rest === 0) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

const section = (id, body) => [id, ...leb(body.length), ...body];
const simd = (code) => [0xfd, ...leb(code)];
const get = (local) => [0x20, ...leb(local)];
const set = (local) => [0x21, ...leb(local)];
const number = (value) => [0x41, ...leb(value)];
const MULTIPLY = simd(0xe6);
const ADD = simd(0xe4);
const LOAD_SPLAT = (offset) => [number(0), simd(0x09), 2, leb(offset)];
const STORE = (offset) => [simd(0x0b), 4, leb(offset)];
const LOOP = [0x03, 0x40];
const SUBTRACT = 0x6b;
const TEE_TURNS = [0x22, 0];
const AGAIN_UNLESS_0 = [0x0d, 0];
const END = 0x0b;

/** run(turns): each of `vectors` accumulators = accumulator · f + s, `turns` times; then they go to memory, side by side. */
function assemble(vectors) {
  const factor = 1 + vectors;
  const summand = factor + 1;
  const accumulators = Array.from({ length: vectors }, (_, i) => 1 + i);
  const body = [
    [LOAD_SPLAT(0), set(factor), LOAD_SPLAT(4), set(summand)],
    [LOOP, accumulators.map((a) => [get(a), get(factor), MULTIPLY, get(summand), ADD, set(a)])],
    [get(0), number(1), SUBTRACT, TEE_TURNS, AGAIN_UNLESS_0, END],
    accumulators.map((a, i) => [number(0), get(a), STORE(64 + 16 * i)]),
    END,
  ].flat(Infinity);
  const code = [1, ...leb(vectors + 2), V128, ...body];
  const parts = [
    [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, [1, 0x60, 1, 0x7f, 0]),
    section(3, [1, 0]),
    section(5, [1, 0, 1]),
    section(7, [2, 1, 0x6d, 2, 0, 1, 0x72, 0, 0]), // "m" the memory, "r" the function
    section(10, [1, ...leb(code.length), ...code]),
  ];
  return Uint8Array.from(parts.flat());
}

/** Operations a second of the processor: the best of some numbers of accumulators, since registers differ between machines. */
export function peak() {
  let best = 0;
  for (const vectors of [8, 12, 16, 24]) {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(assemble(vectors)));
    new Float32Array(exports.m.buffer).set([0.5, 0.25]);
    for (let round = 0; round < 6; round++) {
      const start = process.cpuUsage();
      exports.r(TURNS / vectors);
      const { user, system } = process.cpuUsage(start);
      best = Math.max(best, (TURNS * 8) / ((user + system) / 1e6));
    }
  }
  return best;
}
