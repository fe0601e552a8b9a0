import { defineConfig } from "vitest/config";

const conditions = ["@goldilocks/source"];
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // Generous: a test says what holds, not how fast; machines may be busy.
  test: { testTimeout: 120_000, hookTimeout: 120_000, include: ["packages/*/test/**/*.test.ts", "tests/**/*.test.ts"] },
});
