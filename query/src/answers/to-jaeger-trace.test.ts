import { spanIdFromText, TEXT_TRACE_START, traceFromText } from "@spanhouse/model/testing";
import { describe, expect, it } from "vitest";
import { toJaegerTrace } from "./to-jaeger-trace.ts";

function parentsOf(text: string): Record<string, string> {
  const { spans } = toJaegerTrace({ spans: traceFromText(text), truncated: false }, { raw: false });
  return Object.fromEntries(spans.map((span) => [span.name, span.parentSpanId]));
}

describe("toJaegerTrace", () => {
  it("never answers a ring of parents, which Jaeger's UI would follow for ever", () => {
    const text = `
      web:a 1..2 id=a parent=b
      web:b 2..3 id=b parent=a
      web:self 4..5 id=c parent=c
    `;
    expect(parentsOf(text)).toEqual({ a: "", b: spanIdFromText("a"), self: "" });
  });

  it("gives each server that shares an id another unused one", () => {
    const text = `
      web:call 0..9 client id=a
      shop:first 1..4 server id=a parent=
      shop:second 5..8 server id=a parent=
      shop:inside 2..3 id=1 parent=a
    `;
    const trace = toJaegerTrace({ spans: traceFromText(text), truncated: false }, { raw: false });
    expect(trace.spans.map((span) => [span.name, span.spanId, span.parentSpanId])).toEqual([
      ["call", spanIdFromText("a"), ""],
      ["first", spanIdFromText("2"), spanIdFromText("a")],
      ["inside", spanIdFromText("1"), spanIdFromText("2")],
      ["second", spanIdFromText("3"), spanIdFromText("a")],
    ]);
  });

  it("lets each child name the end of a shared call that it belongs to", () => {
    const text = `
      web:call 0..9 client id=a
      shop:serve 1..4 server id=a parent=
      shop:inside 2..3 id=1 parent=a
      web:connect 0..1 id=2 parent=a
    `;
    expect(parentsOf(text)).toEqual({
      call: "",
      connect: spanIdFromText("a"),
      serve: spanIdFromText("a"),
      inside: spanIdFromText("3"),
    });
  });

  it("warns of copies, missing parents and a cut", () => {
    const [root, orphan] = traceFromText(`
      web:root 0..9
      web:orphan 1..2 parent=ff
    `);
    const read = { spans: [root!, root!, orphan!], truncated: true };
    const trace = toJaegerTrace(read, { raw: false });
    const cut = "trace has more than 3 spans, showing first 3 spans only";
    expect([...trace.spanWarnings]).toEqual([
      [0, [cut, "arrived 2 times, shown once"]],
      [1, [`parent span ${spanIdFromText("ff")} is not in the trace`]],
    ]);
    expect(trace.warnings).toEqual([cut]);
    expect(toJaegerTrace(read, { raw: true })).toMatchObject({
      spans: read.spans,
      warnings: [cut],
      sortTags: false,
    });
  });

  it("leaves out links without a trace id, with a warning", () => {
    const [span] = traceFromText("web:root 0..9");
    const link = {
      ...{ spanId: spanIdFromText("1"), traceState: "", flags: 0 },
      ...{ attributes: [], droppedAttributesCount: 0 },
    };
    const links = [
      { ...link, traceId: "0".repeat(32) },
      { ...link, traceId: "a".repeat(32) },
    ];
    const read = { spans: [{ ...span!, links }], truncated: false };
    const trace = toJaegerTrace(read, { raw: false });
    expect(trace.spans[0]!.links).toEqual(links.slice(1));
    expect([...trace.spanWarnings]).toEqual([[0, ["1 links without a trace id left out"]]]);
  });

  it("corrects clocks on request only, events included, and explains each correction", () => {
    const [call, serve] = traceFromText("web:call 0..10 client\n  shop:serve 1002..1006 server");
    const events = [
      { timeUnixNano: serve!.startUnixNano, name: "e", attributes: [], droppedAttributesCount: 0 },
    ];
    const read = { spans: [call!, { ...serve!, events }], truncated: false };
    const left = toJaegerTrace(read, { raw: false });
    expect(left.spans[1]).toMatchObject({ startUnixNano: serve!.startUnixNano });
    const { spans, spanWarnings } = toJaegerTrace(read, { raw: false, clockSkewNanoMax: 5e9 });
    const startUnixNano = TEXT_TRACE_START + 3_000_000n;
    expect(spans[1]).toMatchObject({ startUnixNano, events: [{ timeUnixNano: startUnixNano }] });
    expect(spans[1]!.endUnixNano - startUnixNano).toBe(4_000_000n);
    expect([...spanWarnings]).toEqual([[1, ["clock skew: this span was moved by -999 ms"]]]);
    const less = toJaegerTrace(read, { raw: false, clockSkewNanoMax: 1e6 });
    expect(less.spans[1]).toMatchObject({ startUnixNano: serve!.startUnixNano });
    expect(less.spanWarnings.get(1)![0]).toContain("would have to be moved by -999 ms");
  });

  it("writes addresses as text and moves what describes the library to the resource", () => {
    const spans = traceFromText("web:a 0..1\nweb:b 1..2").map((span) => ({
      ...span,
      attributes: [
        { key: "peer.ipv4", value: { type: "int", value: 0x7f000001n } },
        { key: "ip", value: { type: "int", value: -1062731519n } },
        { key: "telemetry.sdk.language", value: { type: "string", value: "go" } },
      ] as const,
    }));
    const { spans: adjusted } = toJaegerTrace({ spans, truncated: false }, { raw: false });
    expect(adjusted[0]!.attributes).toEqual([
      { key: "peer.ipv4", value: { type: "string", value: "127.0.0.1" } },
      { key: "ip", value: { type: "string", value: "192.168.1.1" } },
    ]);
    expect(adjusted[0]!.resource.attributes.at(-1)!.key).toBe("telemetry.sdk.language");
    expect(adjusted[1]!.resource).toBe(adjusted[0]!.resource);
    expect(toJaegerTrace({ spans, truncated: false }, { raw: true }).spans).toBe(spans);
  });

  it("leaves library attributes that contradict the resource where they are, and says so", () => {
    const [span] = traceFromText("web:a 0..1");
    const key = "telemetry.sdk.name";
    const own = { key, value: { type: "string", value: "one" } } as const;
    const other = { key, value: { type: "string", value: "two" } } as const;
    const resource = { ...span!.resource, attributes: [own] };
    const read = { spans: [{ ...span!, resource, attributes: [other] }], truncated: false };
    const { spans, spanWarnings } = toJaegerTrace(read, { raw: false });
    expect(spans[0]!.attributes).toEqual([other]);
    expect([...spanWarnings]).toEqual([
      [0, ["conflicting values of telemetry.sdk.name in the span and its resource"]],
    ]);
  });
});
