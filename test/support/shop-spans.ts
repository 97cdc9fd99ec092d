import type { Span } from "@spanhouse/model";
import { spanIdFromText, TEXT_TRACE_START, traceFromText } from "@spanhouse/model/testing";

/** Traces that browser tests look at, moved to a moment of the recent past so that a search finds them. */

export const SHOP_TRACE_ID = "5b8aa5a2d2c872e8321cf37308d69df2";
export const LINKED_TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

/** The same spans with all times moved so that the trace starts at `unixMs`. */
export function startingAt(unixMs: number, spans: readonly Span[]): Span[] {
  const moveNano = BigInt(Math.floor(unixMs)) * 1_000_000n - TEXT_TRACE_START;
  return spans.map((span) => ({
    ...span,
    startUnixNano: span.startUnixNano + moveNano,
    endUnixNano: span.endUnixNano + moveNano,
    events: span.events.map((event) => ({
      ...event,
      timeUnixNano: event.timeUnixNano + moveNano,
    })),
  }));
}

/** A checkout with an error, every type of attribute, events, a link and an orphan. */
export function shopTrace(): Span[] {
  const spans = traceFromText(
    `
    frontend:POST /api/checkout 0..187.432 server
      checkout:PlaceOrder 4..172 server
        cart:GetCart 6..31 server
          cart:HGET session 7..12.5 client
          cart:SELECT carts 13..29.75 client error
        currency:Convert 33..35.25 server
        payment:Charge 38..121 server
          payment:POST /v1/charges 41..118 client
        shipping:ShipOrder 60..96 server
          shipping:GetQuote 62..80.5 client
        email:send confirmation 124..160 producer
      frontend:render confirmation 173..186
    ad:GetAds 20..48 server parent=ff
  `,
    SHOP_TRACE_ID,
  );
  return spans.map((span) => (span.name === "SELECT carts" ? withDetails(span) : span));
}

/** One span of another trace, which the checkout links to. */
export function linkedTrace(): Span[] {
  return traceFromText("worker:settle batch 0..12 consumer id=aa", LINKED_TRACE_ID);
}

export const REPEATING_TRACE_ID = "0000000000000000000000000000f01d";
export const REPEATED_QUERIES = 120;

/** Similar siblings, one of which failed, and long idle time: 300 ms of work in 10 s. */
export function repeatingTrace(): Span[] {
  const queries = Array.from({ length: REPEATED_QUERIES }, (_, index) => {
    const failed = index === 7 ? " error" : "";
    return `    db:SELECT item ${10 + index}..${11 + index} client${failed}`;
  });
  return traceFromText(
    ["jobs:nightly 0..10000", "  jobs:load 5..140", ...queries, "  jobs:publish 9900..10000"].join(
      "\n",
    ),
    REPEATING_TRACE_ID,
  );
}

/** `count` spans of ten services below one root: `branches` subtrees of equal size, leaves of `leafNames` operations. */
export function wideTrace(
  traceId: string,
  count: number,
  branches: number,
  leafNames = count,
): Span[] {
  const perBranch = Math.ceil((count - 1) / branches);
  const lines = ["gateway:GET /everything 0..10000 server"];
  for (let index = 0; index < count - 1; index++) {
    const branch = Math.floor(index / perBranch);
    const within = index % perBranch;
    const start = branch * (9_000 / branches) + within * 0.01;
    const indent = within === 0 ? "  " : "    ";
    const service = within === 0 ? `branch-${branch % 9}` : `leaf-${index % 9}`;
    const name = within === 0 ? `branch ${branch}` : `work ${index % leafNames}`;
    const end = within === 0 ? start + perBranch * 0.01 + 5 : start + 3;
    const words = index % 97 === 5 ? " client error" : "";
    lines.push(`${indent}${service}:${name} ${start.toFixed(3)}..${end.toFixed(3)}${words}`);
  }
  return traceFromText(lines.join("\n"), traceId);
}

function withDetails(span: Span): Span {
  return {
    ...span,
    statusMessage: "deadlock detected",
    attributes: [
      { key: "db.system.name", value: { type: "string", value: "postgresql" } },
      { key: "db.rows", value: { type: "int", value: 2n ** 53n + 1n } },
      { key: "cache.hit", value: { type: "bool", value: false } },
      { key: "load", value: { type: "double", value: 0.75 } },
      { key: "digest", value: { type: "bytes", value: Uint8Array.of(1, 2, 3) } },
      {
        key: "hosts",
        value: { type: "array", value: [{ type: "string", value: "a" }, { type: "empty" }] },
      },
    ],
    events: [
      {
        timeUnixNano: TEXT_TRACE_START + 29_500_000n,
        name: "exception",
        attributes: [
          { key: "exception.message", value: { type: "string", value: "deadlock detected" } },
        ],
        droppedAttributesCount: 0,
      },
    ],
    links: [
      {
        traceId: LINKED_TRACE_ID,
        spanId: spanIdFromText("aa"),
        traceState: "",
        flags: 0,
        attributes: [],
        droppedAttributesCount: 0,
      },
    ],
  };
}
