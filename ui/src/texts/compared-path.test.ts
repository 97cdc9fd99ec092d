import { expect, it } from "vitest";
import { text } from "./compared-path.ts";

it("says what is usual as a range only where it is one", () => {
  const usual = { share: "75 %", selfFrom: "6 ms", selfTo: "6 ms", callsFrom: 1, callsTo: 1 };
  expect(text.usual({ ...usual, traces: 24 })).toMatch(
    /^75 % of 24 traces have it\. Nine in ten of these take 6 ms themselves, in one call\./,
  );
  expect(text.usual({ ...usual, selfTo: "9 ms", callsTo: 2.5, traces: 1 })).toMatch(
    /^75 % of 1 trace has it\. Nine in ten of these take 6 ms to 9 ms themselves, in 1 to 2\.5 calls\./,
  );
});
