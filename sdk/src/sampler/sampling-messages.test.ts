import fc from "fast-check";
import { expect, it } from "vitest";
import { encodeSamplingParameters, samplingJsonOf } from "./sampling-messages.ts";
import { parseStrategy } from "./sampling-strategy.ts";

const bytes = (hex: string): Uint8Array =>
  Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));

it("writes the name of a service, however long", () => {
  expect(Buffer.from(encodeSamplingParameters("shop")).toString("hex")).toBe("0a0473686f70");
  const long = encodeSamplingParameters("s".repeat(300));
  expect([...long.subarray(0, 3)]).toEqual([0x0a, 0xac, 0x02]);
  expect(long).toHaveLength(303);
});

it("reads each strategy as Jaeger writes it in JSON", () => {
  expect(parseStrategy(samplingJsonOf(bytes("12 09 09 000000000000d03f")))).toEqual({
    kind: "probability",
    probability: 0.25,
  });
  // 0 is not sent, as it is the default of protobuf.
  expect(parseStrategy(samplingJsonOf(bytes("12 00")))).toMatchObject({ probability: 0 });
  expect(parseStrategy(samplingJsonOf(bytes("08 01 1a 02 08 05")))).toEqual({
    kind: "rate",
    tracesPerSecond: 5,
  });
  const operation = "1a 10 0a 03 474554 12 09 09 000000000000e03f";
  const operations = `22 24 09 000000000000d03f 11 000000000000f03f ${operation}`;
  expect(parseStrategy(samplingJsonOf(bytes(`12 00 ${operations}`)))).toEqual({
    kind: "operations",
    defaultProbability: 0.25,
    lowerBoundPerSecond: 1,
    probabilities: new Map([["GET", 0.5]]),
  });
});

it("skips fields that it does not know", () => {
  expect(samplingJsonOf(bytes("7d 01020304 f80101 12 00"))).toBe(
    '{"probabilisticSampling":{"samplingRate":0}}',
  );
});

it("answers anything or throws a RangeError, whatever the bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (anything) => {
      try {
        expect(typeof samplingJsonOf(anything)).toBe("string");
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
    { numRuns: 2_000 },
  );
});
