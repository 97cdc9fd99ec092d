import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// Inherited by the processes that run the tests; see POOL_THREADS in core/storage/src/limits.ts.
process.env["UV_THREADPOOL_SIZE"] ??= "16";

/** The rooms whose files take longest, longest first. */
const SLOW_ROOMS = ["test/faults/", "test/contract/", "test/e2e/", "test/browser/", "test/fuzz/"];

/** Long files first, so that none of them is left alone at the end while the other cores have nothing to do. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = SLOW_ROOMS.findIndex((room) => moduleId.includes(`/${room}`));
  return place === -1 ? SLOW_ROOMS.length : place;
}

/** One runner for every room. */
export default defineConfig({
  test: {
    include: [
      "{core/*,collector,query,ui,sdk,sdk/demo,standalone}/src/**/*.test.{ts,tsx}",
      "{sdk/examples,test/**}/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/dist/**"],
    pool: "forks",
    // A process runs many files, each of which closes what it opened: loading everything anew for each took an
    // eighth of the CPU time of all tests.
    isolate: false,
    // One more than the cores that CI has: many tests wait, and two leave a quarter of the time unused.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // No test is timed by this: a machine that does other work is no reason to fail.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // As long as a page is waited for, see WAIT_MS_MAX of test/support/browser.ts.
    expect: { poll: { timeout: 10_000 } },
  },
});
