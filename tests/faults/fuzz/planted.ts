import type { Kind } from "./kind.ts";
import { must, type Outcome } from "./outcome.ts";
import { outcomeOf } from "./issues.ts";

/** Something that is wrong in every way that a fuzzer must notice, one an index. */
const faults: readonly (() => Outcome | Promise<Outcome>)[] = [
  () => ({ accepted: true }),
  () => ({ accepted: false, code: "SPEC_TYPE" }),
  () => JSON.parse("{"),
  () => outcomeOf(() => Promise.reject(new TypeError("x is not a function"))),
  () =>
    outcomeOf(() =>
      Promise.reject(Object.assign(new Error("x"), { issues: [{ code: "CLI_INTERNAL", message: "x", hint: "y" }] })),
    ),
  () =>
    outcomeOf(() => Promise.reject(Object.assign(new Error("x"), { issues: [{ code: "SPEC_TYPE", message: "x" }] }))),
  () => {
    for (;;);
  },
  () => new Promise(() => {}),
  () => {
    const kept: Uint8Array[] = [];
    for (;;) kept.push(new Uint8Array(50_000_000).fill(1));
  },
  () => process.abort(),
  () => {
    setImmediate(() => void Promise.reject(new Error("nobody waits for this")));
    return { accepted: true };
  },
  () => {
    must(false, () => "two are one");
    return { accepted: true };
  },
  () => ({ accepted: true }),
];

/** Faults on purpose: shows that each class of finding is found, and that what comes after it is still tried. */
export const planted: Kind = {
  name: "planted",
  prepare:
    async () =>
    async ({ index, keep }) => {
      keep("index.txt", String(index));
      return (faults[index] ?? (() => ({ accepted: true })))();
    },
};
