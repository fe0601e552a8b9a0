import { defineConfig } from "vitest/config";

const conditions = ["@goldilocks/source"];
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ["packages/*/test/**/*.test.ts", "tests/**/*.test.ts"] },
});
