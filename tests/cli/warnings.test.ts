import { afterAll, expect, test } from "vitest";
import { Place, tiny } from "./exp.ts";

const place = new Place();
afterAll(() => place.remove());
place.write("tiny.yaml", tiny({ more: "profiles: { slow: { train: { warmup: 70 } } }" }));

interface Warned {
  readonly warnings: readonly { readonly code: string; readonly severity: string; readonly hint: string }[];
}

test("exp plan and exp run print a warning with its place and line, and go on", async () => {
  for (const command of ["plan", "run"]) {
    const { code, stdout, stderr } = await place.run(command, "tiny.yaml", "--profile", "slow", "--json");
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^tiny\.yaml:\d+:\d+ warning PLAN_NEVER_REACHED .*\n {2}\d+ \| profiles.*\n.*\^\n {2}hint: /mu,
    );
    const { warnings }: Warned = JSON.parse(stdout);
    expect(warnings).toMatchObject([{ code: "PLAN_NEVER_REACHED", severity: "warning", hint: expect.any(String) }]);
  }
});
