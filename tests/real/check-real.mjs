// `pnpm run check:real`: what needs more than Node and minutes. A missing tool is a failure, never a skip.
// Each check throws when it does not hold. `node tests/real/check-real.mjs NAME…` runs only those.
import { again } from "./again.mjs";
import { arm64 } from "./arm64.mjs";
import { chromium } from "./chromium.mjs";
import { curves } from "./curves.mjs";
import { exports } from "./exports.mjs";
import { faults } from "./faults.mjs";
import { fuzz } from "./fuzz.mjs";
import { memory } from "./memory.mjs";
import { mlflowClient } from "./mlflow-client.mjs";
import { mlflowUi } from "./mlflow-ui.mjs";
import { notebook } from "./notebook.mjs";
import { sameBits } from "./same-bits.mjs";
import { tracking } from "./tracking.mjs";

const checks = {
  sameBits,
  arm64,
  chromium,
  again,
  memory,
  notebook,
  exports,
  curves,
  faults,
  fuzz,
  mlflowClient,
  mlflowUi,
  tracking,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in checks));
if (unknown.length > 0) {
  console.error(`no such check: ${unknown.join(", ")}; there are: ${Object.keys(checks).join(", ")}`);
  process.exit(2);
}

let passed = 0;
const failed = [];
for (const [name, check] of Object.entries(checks)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const start = Date.now();
  try {
    console.log(`${name}: ${await check()} (${Math.round((Date.now() - start) / 1000)} s)`);
    passed++;
  } catch (error) {
    failed.push(name);
    console.error(`${name}: FAILED: ${error instanceof Error ? error.message : String(error)}`);
  }
}
console.log(`${passed} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;
