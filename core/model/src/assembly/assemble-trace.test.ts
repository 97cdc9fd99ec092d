import type { Span } from "../span.ts";
import { traceFromText } from "../testing/index.ts";
import { describe, expect, it } from "vitest";
import { assembleTrace, type AssembledTrace } from "./assemble-trace.ts";

/** A trace is written as text, assembled from its lines in reverse, and drawn as text again. */
function draw(trace: AssembledTrace): string[] {
  return trace.spans.map((span, row) => {
    const orphan = trace.orphans.get(row);
    return `${"  ".repeat(trace.depth[row]!)}${span.name}${orphan === undefined ? "" : ` (${orphan})`}`;
  });
}

function assembleText(text: string): AssembledTrace {
  return assembleTrace(traceFromText(text).reverse());
}

describe("assembleTrace", () => {
  it("puts children below their parent, siblings by start", () => {
    const trace = assembleText(`
      web:root 0..100
        web:late 50..60
        cart:early 10..40
          cart:sql 12..13
    `);
    expect(draw(trace)).toEqual(["root", "  early", "    sql", "  late"]);
    expect([...trace.parentRow]).toEqual([-1, 0, 1, 0]);
    expect([...trace.subtreeEnd]).toEqual([4, 3, 3, 4]);
  });

  it("orders spans of equal start by span id", () => {
    const trace = assembleText(`
      web:root 0..9
        web:b 1..2 id=b
        web:a 1..2 id=a
    `);
    expect(draw(trace)).toEqual(["root", "  a", "  b"]);
  });

  it("shows several roots by start and orphans after them, with the reason", () => {
    const trace = assembleText(`
      web:orphan 0..1 parent=ff
        web:child 0..1
      web:self 3..4 id=3 parent=3
      web:second 6..7
      web:first 5..7
    `);
    expect(draw(trace)).toEqual(["first", "second", "orphan (missing)", "  child", "self (self)"]);
  });

  it("cuts a ring of parents at its earliest span", () => {
    const trace = assembleText(`
      web:a 2..3 id=a parent=c
      web:b 1..3 id=b parent=a
      web:c 4..5 id=c parent=b
      web:below 6..7 id=d parent=a
    `);
    expect(draw(trace)).toEqual(["b (cycle)", "  c", "    a", "      below"]);
  });

  it("keeps a span that arrived twice once, and counts the copies", () => {
    const lines = `
      web:root 0..9
        web:child 1..2 key=value
    `;
    const spans = [...traceFromText(lines), ...traceFromText(lines), ...traceFromText(lines)];
    const trace = assembleTrace(spans);
    expect(draw(trace)).toEqual(["root", "  child"]);
    expect([...trace.copies]).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect(trace.sharedIds.size).toBe(0);
  });

  it("keeps spans that share an id but differ, and hangs children below the first", () => {
    const trace = assembleText(`
      web:root 0..9
      web:one 1..2 id=a parent=1 version=1
      web:two 3..4 id=a parent=1 version=2
      web:child 5..6 parent=a
    `);
    expect(draw(trace)).toEqual(["root", "  one", "    child", "  two"]);
    expect([...trace.sharedIds]).toEqual([["000000000000000a", [1, 3]]]);
  });

  it("hangs a server below the client that shares its id, and their children below the server", () => {
    const trace = assembleText(`
      web:root 0..9
        web:call 1..8 client id=a
        shop:serve 2..7 server id=a parent=1
      shop:inside 3..4 parent=a
    `);
    expect(draw(trace)).toEqual(["root", "  call", "    serve", "      inside"]);
    expect(trace.orphans.size).toBe(0);
  });

  it("leaves the caller's own children with the caller when the service tells them apart", () => {
    const trace = assembleText(`
      web:call 1..8 client id=a
        shop:serve 2..7 server id=a parent=
      web:connect 1..2 parent=a
      web:read 3..4 parent=a
      shop:sql 8..9 parent=a
      cache:get 3..4 parent=a
    `);
    expect(draw(trace)).toEqual(["call", "  connect", "  serve", "    get", "    sql", "  read"]);
  });

  it("goes by time when both ends are one service", () => {
    const trace = assembleText(`
      web:call 1..8 client id=a
        web:serve 3..6 server id=a parent=
      web:connect 1..2 parent=a
      web:inside 4..5 parent=a
      web:read 7..8 parent=a
    `);
    expect(draw(trace)).toEqual(["call", "  connect", "  serve", "    inside", "  read"]);
  });

  it("finds the end of a repeated call that a child belongs to", () => {
    const trace = assembleText(`
      web:call 0..20 client id=a
      shop:first 1..4 server id=a parent=
      shop:second 6..9 server id=a parent=
      shop:early 0..1 id=1 parent=a
      shop:one 2..3 id=2 parent=a
      shop:between 5..6 id=3 parent=a
      shop:two 7..8 id=4 parent=a
    `);
    expect(draw(trace)).toEqual([
      ...["call", "  first", "    early", "    one", "    between", "  second", "    two"],
    ]);
  });

  it("hangs a consumer below the producer that shares its id", () => {
    const trace = assembleText(`
      shop:receive 5..7 consumer id=a
      web:send 0..1 producer id=a
      shop:handle 6..7 parent=a
    `);
    expect(draw(trace)).toEqual(["send", "  receive", "    handle"]);
  });

  it("hangs a shared server below its client when both start at the same time", () => {
    const trace = assembleText(`
      shop:serve 0..7 server id=a
      web:call 0..8 client id=a
    `);
    expect(draw(trace)).toEqual(["call", "  serve"]);
  });

  it("gives the same rows for the same spans in any order", () => {
    const text = `
      web:root 0..9
        web:a 1..2 id=a
        web:b 1..2 id=a x=1
        web:b 1..2 id=a x=2
      web:orphan 1..2 parent=ff
    `;
    const spans = traceFromText(text);
    const drawn = draw(assembleTrace(spans));
    for (let turn = 1; turn < spans.length; turn++) {
      const turned = [...spans.slice(turn), ...spans.slice(0, turn)];
      expect(draw(assembleTrace(turned))).toEqual(drawn);
    }
  });

  it("measures extent, errors and services", () => {
    const trace = assembleText(`
      web:root 10..20
        cart:late 15..40 error
        web:backwards 5..1 error
    `);
    expect(trace.endUnixNano - trace.startUnixNano).toBe(35_000_000n);
    expect(trace.errorCount).toBe(2);
    expect(trace.services).toEqual([
      { name: "web", spanCount: 2, errorCount: 1 },
      { name: "cart", spanCount: 1, errorCount: 1 },
    ]);
  });

  it("assembles nothing from nothing", () => {
    expect(assembleTrace([]).spans).toEqual([]);
  });

  it("assembles a chain of 100,000 levels", () => {
    const [seed] = traceFromText("web:deep 0..1");
    const spans: Span[] = Array.from({ length: 100_000 }, (_, level) => ({
      ...seed!,
      spanId: (level + 1).toString(16).padStart(16, "0"),
      parentSpanId: level === 0 ? "" : level.toString(16).padStart(16, "0"),
    }));
    const trace = assembleTrace(spans);
    expect(trace.depth[99_999]).toBe(99_999);
    expect(trace.subtreeEnd[0]).toBe(100_000);
  });

  it("assembles 100,000 children of a call that was answered 100,000 times under one id", () => {
    const [client, server, child] = traceFromText(`
      web:call 0..1 client id=a
      shop:serve 0..1 server id=a
      shop:inside 0..1 parent=a
    `);
    const times = Array.from({ length: 100_000 }, (_, index) => BigInt(index) * 1_000n);
    const spans = times.flatMap((time, index): Span[] => [
      { ...server!, startUnixNano: server!.startUnixNano + time },
      {
        ...child!,
        spanId: (index + 100).toString(16).padStart(16, "0"),
        startUnixNano: child!.startUnixNano + time,
      },
    ]);
    const trace = assembleTrace([client!, ...spans]);
    expect(trace.spans).toHaveLength(200_001);
    expect(trace.orphans.size).toBe(0);
  });

  it("assembles 100,000 different spans with one id", () => {
    const [seed] = traceFromText("web:same 0..1");
    const spans: Span[] = Array.from({ length: 100_000 }, (_, index) => ({
      ...seed!,
      startUnixNano: seed!.startUnixNano + BigInt(index),
    }));
    expect(assembleTrace(spans).sharedIds.get(seed!.spanId)).toHaveLength(100_000);
  });
});
