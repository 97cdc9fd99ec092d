import { describe, expect, it } from "vitest";
import { decodeSamplingParameters, encodeSamplingResponse } from "./protobuf.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("the protobuf of sampling", () => {
  it("reads the name of the service, also beside fields of later versions", () => {
    expect(decodeSamplingParameters(Buffer.from("0a0473686f70", "hex"))).toBe("shop");
    expect(decodeSamplingParameters(Buffer.from("10010a0473686f70", "hex"))).toBe("shop");
    expect(decodeSamplingParameters(new Uint8Array(0))).toBe("");
  });

  it.each(["0a05736800", "0a", "00", "0affffffffff", "0b"])("refuses %s", (bytes) => {
    expect(decodeSamplingParameters(Buffer.from(bytes, "hex"))).toBeUndefined();
  });

  it("writes each kind of strategy under its own field", () => {
    expect(hex(encodeSamplingResponse({ type: "probabilistic", samplingRate: 0.5 }))).toBe(
      "120909000000000000e03f",
    );
    expect(hex(encodeSamplingResponse({ type: "probabilistic", samplingRate: 0 }))).toBe("1200");
    expect(hex(encodeSamplingResponse({ type: "rateLimiting", maxTracesPerSecond: 5 }))).toBe(
      "08011a020805",
    );
    expect(
      hex(
        encodeSamplingResponse({
          type: "probabilistic",
          samplingRate: 0,
          perOperation: {
            defaultSamplingProbability: 1,
            defaultLowerBoundTracesPerSecond: 2,
            operations: [{ operation: "op", samplingRate: 0.5 }],
            defaultUpperBoundTracesPerSecond: 0,
          },
        }),
      ),
    ).toBe(
      "12002223" +
        "09000000000000f03f" +
        "110000000000000040" +
        "1a0f0a026f70120909000000000000e03f",
    );
  });
});
