import { TEXT_TRACE_ID, traceFromText } from "@spanhouse/model/testing";
import type { Span } from "@spanhouse/model";
import type { TraceReader } from "@spanhouse/storage";
import { describe, expect, it } from "vitest";
import { ANSWER_SPANS_MAX, READ_TRACES_AT_ONCE } from "../limits.ts";
import { readManyTraces, readTrace, type ReadTrace } from "./read-traces.ts";

/** The reader here writes down what it was asked, which no real store tells. */

const { signal } = new AbortController();
const [span] = traceFromText("web:GET / 0..1");
const hint = { fromUnixNano: 1n, toUnixNano: 2n };

function readerOf(
  answer: (traceId: string, hinted: boolean) => ReadTrace | undefined,
): TraceReader & { asked: unknown[] } {
  const asked: unknown[] = [];
  const reader: Pick<TraceReader, "readTraces"> = {
    readTraces: (_tenant, traceIds, options) => {
      asked.push({ traceIds, time: options?.time, spanIds: options?.spanIds });
      const found = new Map<string, ReadTrace>();
      for (const id of traceIds) {
        const trace = answer(id, options?.time !== undefined);
        if (trace !== undefined) found.set(id, trace);
      }
      return Promise.resolve(found);
    },
  };
  return { ...(reader as TraceReader), asked };
}

function traceOf(count: number): ReadTrace {
  return { spans: new Array<Span>(count).fill(span!), truncated: false };
}

describe("readTrace", () => {
  const request = { tenant: "", traceId: TEXT_TRACE_ID, spansMax: 10, signal };

  it("asks once when the trace is where the hint says", async () => {
    const reader = readerOf(() => traceOf(1));
    expect(await readTrace(reader, { ...request, hint })).toEqual(traceOf(1));
    expect(reader.asked).toHaveLength(1);
  });

  it("asks again without the hint when the trace is not there", async () => {
    const reader = readerOf((_, hinted) => (hinted ? undefined : traceOf(1)));
    expect(await readTrace(reader, { ...request, hint, spanIds: ["a"] })).toEqual(traceOf(1));
    expect(reader.asked).toEqual([
      { traceIds: [TEXT_TRACE_ID], time: hint, spanIds: ["a"] },
      { traceIds: [TEXT_TRACE_ID], time: undefined, spanIds: ["a"] },
    ]);
  });

  it("is undefined for a trace that is nowhere", async () => {
    const reader = readerOf(() => undefined);
    expect(await readTrace(reader, { ...request, hint: undefined })).toBeUndefined();
  });
});

describe("readManyTraces", () => {
  const request = { tenant: "", spansMax: ANSWER_SPANS_MAX, signal };
  const ids = Array.from({ length: READ_TRACES_AT_ONCE * 3 }, (_, index) => `id-${index}`);

  it("reads a few at a time, in order, and names what is missing", async () => {
    const reader = readerOf((id) => (id === "id-1" ? undefined : traceOf(1)));
    const many = await readManyTraces(reader, { ...request, traceIds: ids });
    expect(reader.asked).toHaveLength(3);
    expect(many.traces).toHaveLength(ids.length - 1);
    expect(many.missing).toEqual(["id-1"]);
    expect(many.leftOut).toEqual([]);
  });

  it("stops when there are enough spans, and says what was left out", async () => {
    const each = Math.ceil(ANSWER_SPANS_MAX / READ_TRACES_AT_ONCE);
    const reader = readerOf(() => traceOf(each));
    const many = await readManyTraces(reader, { ...request, traceIds: ids });
    expect(reader.asked).toHaveLength(1);
    expect(many.leftOut).toEqual(ids.slice(READ_TRACES_AT_ONCE));
  });
});
