import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const conditions = ["@goldilocks/source"];
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // Generous: a test says what holds, not how fast; machines may be busy.
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The default leaves a core free, which of two is half of the machine.
    maxWorkers: availableParallelism(),
    include: ["packages/*/test/**/*.test.ts", "tests/**/*.test.ts"],
  },
});
