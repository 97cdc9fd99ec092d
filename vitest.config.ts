import { defineConfig } from "vitest/config";

// Inherited by the processes that run the tests; see POOL_THREADS in core/storage/src/limits.ts.
process.env["UV_THREADPOOL_SIZE"] ??= "16";

/** One runner for every room. Tests that start processes or browsers get a longer clock of their own. */
export default defineConfig({
  test: {
    include: [
      "{core/*,collector,query,ui,sdk,sdk/demo,standalone}/src/**/*.test.{ts,tsx}",
      "test/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/dist/**"],
    pool: "forks",
    // One more than the cores that CI has: many tests wait, and two leave a quarter of the time unused.
    maxWorkers: 3,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
