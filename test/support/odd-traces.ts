import type { Span } from "@spanhouse/model";
import { traceFromText } from "@spanhouse/model/testing";
import { startingAt } from "./shop-spans.ts";
import { resourceOf } from "./test-span.ts";

/** Traces as nobody wants them and everybody gets them. All of them start at `unixMs`. */

export const ODD_TRACE_IDS = {
  /** A call that starts before its caller, and a span that ends before it starts. */
  clocks: "000000000000000000000000000c10c5",
  /** Names of 5,000 characters, with and without spaces. */
  long: "000000000000000000000000001096a3",
  /** No names at all. */
  nameless: "00000000000000000000000000000a3e",
  /** A service and operations that are written from right to left. */
  rightToLeft: "00000000000000000000000000000e71",
  /** Three days in four spans. */
  days: "00000000000000000000000003da7500",
} as const;

const LONG_NAME = "lorem ipsum ".repeat(420).slice(0, 5_000);
export const LONG_SERVICE = "a-service-of-a-very-long-name-".repeat(12);
const DAY_MS = 86_400_000;

export function oddTraces(unixMs: number): readonly Span[] {
  const trace = (name: keyof typeof ODD_TRACE_IDS, text: string): Span[] =>
    startingAt(unixMs, traceFromText(text, ODD_TRACE_IDS[name]));
  return [
    ...trace(
      "clocks",
      "web:GET / 1000..1200 client\n  cart:GetCart 300..450 server\n  web:render 1100..1150",
    ).map((span) =>
      span.name === "render" ? { ...span, endUnixNano: span.startUnixNano - 30_000_000n } : span,
    ),
    ...trace("long", "web:call 0..100 client\n  cart:work 5..80 server").map((span) => ({
      ...span,
      name: span.name === "call" ? LONG_NAME : "x".repeat(5_000),
      resource: resourceOf(span.name === "call" ? "caller" : LONG_SERVICE),
    })),
    ...trace("nameless", ":a 0..100 server\n  :b 5..50").map((span) => ({ ...span, name: "" })),
    ...trace("rightToLeft", "web:a 0..100 server\n  web:b 5..50").map((span) => ({
      ...span,
      name: span.name === "a" ? "تسجيل الدخول" : "GET /",
      resource: resourceOf("متجر"),
    })),
    ...trace("days", `batch:three days 0..${3 * DAY_MS}\n  batch:first 0..${DAY_MS}`),
  ];
}
