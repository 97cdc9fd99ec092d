import { expect, it } from "vitest";
import { HINTS } from "./hints.ts";
import { Report } from "./report.ts";

const ESCAPE = "\u001b";
const found = HINTS.map((hint, at) => ({ hint, traceId: at === 0 ? undefined : "ab".repeat(16) }));

it("prints where each hint is seen, and an example once there is one", () => {
  const text = new Report(false).hints("http://localhost:1", found);
  expect(text).toContain(
    "all      http://localhost:1/search?service=payment&operation=charge&tags=error%3Dtrue\n",
  );
  expect(text.match(/example {2}none has come in yet/g)).toHaveLength(1);
  expect(text.match(/example {2}http:\/\/localhost:1\/trace\/(ab){16}\?find=/g)).toHaveLength(4);
});

it("has colours only when it is told to", () => {
  expect(new Report(false).hints("http://localhost:1", found)).not.toContain(ESCAPE);
  expect(new Report(true).hints("http://localhost:1", found)).toContain(ESCAPE);
});

it("says what failed, what was left out and what had to be killed only when there is some", () => {
  const report = new Report(false);
  expect(report.counts({ visits: 9, planted: 1, failed: 0, skipped: 0 })).toBe(
    "9 visits, 1 failed as planted.\n",
  );
  expect(report.counts({ visits: 9, planted: 1, failed: 2, skipped: 3 })).toBe(
    "9 visits, 1 failed as planted, 2 failed otherwise, 3 left out, because the shop was too slow.\n",
  );
  expect(report.stopped([])).toBe("All processes have ended.\n");
  expect(report.stopped(["fraud"])).toContain("killed, because they did not stop: fraud");
});
