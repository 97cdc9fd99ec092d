import { expect, it } from "vitest";
import { looksLikeId, parsePastedId } from "./pasted-id.ts";

const TRACE = "5b8aa5a2d2c872e8321cf37308d69df2";
const SPAN = "00f067aa0ba902b7";

it.each([
  [` ${TRACE.toUpperCase()} `, { traceId: TRACE, mayBeSpan: false }],
  ["5b8aa5a2-d2c8-72e8-321c-f37308d69df2", { traceId: TRACE, mayBeSpan: false }],
  [`00-${TRACE}-${SPAN}-01`, { traceId: TRACE, spanId: SPAN, mayBeSpan: false }],
  [`${TRACE}-${SPAN}-1`, { traceId: TRACE, spanId: SPAN, mayBeSpan: false }],
  [`${TRACE}:f067aa0ba902b7:0:1`, { traceId: TRACE, spanId: SPAN, mayBeSpan: false }],
  [`https://jaeger.example/trace/${TRACE}?uiFind=a`, { traceId: TRACE, mayBeSpan: false }],
  [SPAN, { traceId: SPAN.padStart(32, "0"), mayBeSpan: true }],
  ["abc", { traceId: "abc".padStart(32, "0"), mayBeSpan: false }],
])("reads %s", (text, expected) => {
  expect(parsePastedId(text)).toEqual(expected);
});

it.each(["", "checkout", "0".repeat(32), "http.route=/a", `${TRACE}00`])(
  "does not take %s for an id",
  (text) => {
    expect(parsePastedId(text)).toBeUndefined();
  },
);

it("takes no short word of the search bar for an id", () => {
  expect(looksLikeId("cafe")).toBe(false);
  expect(looksLikeId(SPAN)).toBe(true);
});
