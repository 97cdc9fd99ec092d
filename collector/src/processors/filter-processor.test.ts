import { describe, expect, it } from "vitest";
import { processorOf, spanOf } from "./testing/processor-of.ts";

type Drop = NonNullable<Parameters<typeof processorOf>[0]["filter"]>["drop"][number];

function isDropped(drop: Drop, ...span: Parameters<typeof spanOf>): boolean {
  return processorOf({ filter: { drop: [drop] } })(spanOf(...span)) === undefined;
}

describe("a condition", () => {
  it.each<[string, Drop]>([
    ["service", { services: ["x", "cart"] }],
    ["service pattern", { servicePattern: "^ca" }],
    ["name", { names: ["GET /health"] }],
    ["name pattern", { namePattern: "/health$" }],
    ["kind", { kinds: ["server"] }],
    ["status", { statuses: ["error"] }],
    ["duration at least", { durationMinMs: 5 }],
    ["duration at most", { durationMaxMs: 5 }],
    ["attribute there", { attributes: [{ key: "n" }] }],
    ["attribute not there", { attributes: [{ key: "z", exists: false }] }],
    ["attribute value", { attributes: [{ key: "n", values: [1, 3] }] }],
    ["attribute pattern", { attributes: [{ key: "n", pattern: "^3$" }] }],
    ["resource attribute", { attributes: [{ key: "zone", values: ["eu"], from: "resource" }] }],
    ["attribute anywhere", { attributes: [{ key: "zone", values: ["eu"] }] }],
    ["several at once", { services: ["cart"], kinds: ["server"], durationMinMs: 5 }],
  ])("on the %s holds", (_, drop) => {
    expect(isDropped(drop, "cart:GET /health 0..5 server error", { n: 3n }, { zone: "eu" })).toBe(
      true,
    );
  });
  it.each<[string, Drop]>([
    ["service", { services: ["ca"] }],
    ["name pattern", { namePattern: "^/health" }],
    ["kind", { kinds: ["client", "producer"] }],
    ["status", { statuses: ["unset", "ok"] }],
    ["duration at least", { durationMinMs: 5.001 }],
    ["duration at most", { durationMaxMs: 4.999 }],
    ["attribute not there", { attributes: [{ key: "n", exists: false }] }],
    ["attribute value of another type", { attributes: [{ key: "n", values: ["3"] }] }],
    ["attribute at another place", { attributes: [{ key: "zone", from: "span" }] }],
    ["several of which one does not", { services: ["cart"], kinds: ["client"] }],
  ])("on the %s does not hold", (_, drop) => {
    expect(isDropped(drop, "cart:GET /health 0..5 server error", { n: 3n }, { zone: "eu" })).toBe(
      false,
    );
  });
});

it("is enough when one of several holds", () => {
  const filter = processorOf({ filter: { drop: [{ services: ["a"] }, { services: ["b"] }] } });
  const results = ["a", "b", "c"].map(
    (service) => filter(spanOf(`${service}:x 0..1`)) === undefined,
  );
  expect(results).toEqual([true, true, false]);
});
