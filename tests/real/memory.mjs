import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freshFolder, ROOT, run } from "./exp.mjs";

const LIMIT_KIB = 1024 * 1024;

/** Runs a command and prints the peak memory of its process, in KiB: only a parent is told. */
const PEAK = `
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
`;

/** The largest cells of the post's scale, sizes up to 8×, two workers, stay under 1 GiB: the first steps, where most codes are active. */
export async function memory() {
  const folder = await freshFolder();
  const spec = join(folder, "largest.yaml");
  await writeFile(
    spec,
    `extends: ${join(ROOT, "experiments/toy-fig3.yaml")}
name: largest
grid:
  sae.l1Coefficient: [0.01, 10]
  sae.dictSize: { ratioOf: data.nFeatures, values: [8] }
profiles: { post: { train.steps: 300 } }
`,
  );
  const command = [
    process.execPath,
    join(ROOT, "packages/cli/dist/main.js"),
    spec,
    "--profile",
    "post",
    "--workers",
    "2",
  ];
  const env = { GOLDILOCKS_STORE: join(folder, "store") };
  const output = await run("python3", ["-c", PEAK, ...command], { env });
  const peak = Number(/peak (\d+)/u.exec(output)?.[1]);
  if (!(peak < LIMIT_KIB)) throw new Error(`peak memory ${Math.round(peak / 1024)} MiB`);
  return `peak memory ${Math.round(peak / 1024)} MiB`;
}
