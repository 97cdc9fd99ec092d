import { gzipSync } from "node:zlib";
import {
  decodeAttributeColumn,
  decodeTracePage,
  SpanRecorder,
  type Span,
  type TraceAttributeColumn,
  type TracePage,
} from "@spanhouse/model";
import { TEXT_TRACE_START } from "@spanhouse/model/testing";
import { type FileAnswer, OpenedFile } from "@spanhouse/ui/testing";
import { decodeZipkinV1Json, decodeZipkinV2Json } from "@spanhouse/wire";
import { decodeTraceFile } from "@spanhouse/wire/trace-file";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { arbitrarySpan } from "../support/arbitrary-spans.ts";
import { encodeOtlpRequestJson } from "../support/otlp-encode-json.ts";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { SHOP_TRACE_ID, shopTrace } from "../support/shop-spans.ts";
import { readTraceAnswer } from "../support/trace-answer.ts";
import { encodeZipkinV1Json, encodeZipkinV2Json } from "../support/zipkin-encode.ts";

/** A file that is opened in the browser against the query service: of the same spans both say the same. */

const SPANS_MAX = 1_000;

let query: QueryOverStore;
let traceCount = 0;

beforeAll(async () => {
  query = await startQueryOverStore();
  await query.insert(shopTrace());
});

afterAll(() => query.close());

/** Spans of a trace of its own, most of them below an earlier one. */
const arbitraryTrace = fc
  .array(fc.tuple(arbitrarySpan, fc.nat({ max: 40 })), { minLength: 1, maxLength: 12 })
  .map((drawn) => {
    const traceId = (++traceCount).toString(16).padStart(32, "0");
    return drawn.map(([span, up], at): Span => {
      const parent = drawn[at - 1 - (up % 4)]?.[0].spanId;
      return { ...span, traceId, parentSpanId: up === 40 ? span.parentSpanId : (parent ?? "") };
    });
  });

/** Several at a time: an insert of its own for each takes longer than everything else. */
function several<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(one, { minLength: 8, maxLength: 8 });
}

async function served(traceId: string): Promise<TracePage> {
  return readTraceAnswer(await fetch(`${query.url}/api/own/traces/${traceId}`));
}

function fileOf(bytes: Uint8Array): OpenedFile {
  const file = decodeTraceFile(bytes, SPANS_MAX);
  expect(file).toMatchObject({ problems: [], rejected: 0, isTruncated: false });
  return new OpenedFile(file);
}

function bytesOf(answer: FileAnswer): ArrayBuffer {
  if (answer.status === 200 && typeof answer.body !== "string") return answer.body.buffer;
  throw new Error(`no bytes: ${JSON.stringify(answer)}`);
}

function ofFile(file: OpenedFile, traceId: string): TracePage {
  const page = decodeTracePage(bytesOf(file.answer(`/traces/${traceId}`)));
  if (!page.ok) throw new Error(page.error);
  return page.value;
}

async function exported(path: string): Promise<Uint8Array> {
  const answer = await fetch(`${query.url}${path}`);
  expect(answer.status).toBe(200);
  return new Uint8Array(await answer.arrayBuffer());
}

it("has the rows of the service for what the service exports as OTLP", async () => {
  await fc.assert(
    fc.asyncProperty(several(arbitraryTrace), async (traces) => {
      await query.insert(traces.flat());
      for (const spans of traces) {
        const { traceId } = spans[0]!;
        const file = fileOf(await exported(`/api/v3/traces/${traceId}`));
        expect(ofFile(file, traceId)).toEqual(await served(traceId));
      }
    }),
    { numRuns: 2 },
  );
});

it("has the rows of the service for what the service exports for Jaeger", async () => {
  // Jaeger has microseconds, no negative durations and one span per id.
  const spansOfJaeger = arbitraryTrace.map((spans) => {
    const ids = new Map(spans.map((span) => [span.spanId, span]));
    return [...ids.values()].map((span, at): Span => {
      const startUnixNano = TEXT_TRACE_START + BigInt(at * 7_000);
      const endUnixNano = startUnixNano + (span.endUnixNano % 1_000_000n) * 1_000n;
      return { ...span, startUnixNano, endUnixNano, events: [], links: [], attributes: [] };
    });
  });
  await fc.assert(
    fc.asyncProperty(several(spansOfJaeger), async (traces) => {
      await query.insert(traces.flat());
      for (const spans of traces) {
        const { traceId } = spans[0]!;
        const file = fileOf(await exported(`/api/traces/${traceId}?raw=true`));
        const { services, ...rows } = ofFile(file, traceId);
        const { services: servedServices, ...servedRows } = await served(traceId);
        expect(rows).toEqual(servedRows);
        // Jaeger has a name for what has none.
        expect(services.map((name) => name.replace("OTLPResourceNoServiceName", ""))).toEqual(
          servedServices,
        );
      }
    }),
    { numRuns: 2 },
  );
});

it("has the rows of the service for what both read from Zipkin", async () => {
  for (const [encode, decode] of [
    [encodeZipkinV2Json, decodeZipkinV2Json],
    [encodeZipkinV1Json, decodeZipkinV1Json],
  ] as const) {
    const traceId = (++traceCount).toString(16).padStart(32, "e");
    const bytes = encode(shopTrace().map((span) => ({ ...span, traceId })));
    const recorder = new SpanRecorder();
    decode(bytes, recorder);
    await query.insert(recorder.spans);
    expect(ofFile(fileOf(bytes), traceId)).toEqual(await served(traceId));
  }
});

it("says the same of single spans, of attributes and of links", async () => {
  const file = fileOf(encodeOtlpRequestJson(shopTrace()));
  const traces = `/traces/${SHOP_TRACE_ID}`;
  const paths = [
    `${traces}/attributes/keys`,
    `${traces}/links`,
    ...shopTrace().map(({ spanId }) => `${traces}/spans/${spanId}`),
    `${traces}/spans/00000000000000ff`,
    "/traces/00000000000000000000000000009999",
  ];
  for (const path of paths) {
    const answer = await fetch(`${query.url}/api/own${path}`);
    const ofFile = file.answer(path);
    expect(ofFile.status).toBe(answer.status);
    if (ofFile.status === 200)
      expect(sorted(JSON.parse(String(ofFile.body)))).toEqual(sorted(await answer.json()));
  }
});

it("has the columns of the service, of attributes of spans and of resources", async () => {
  await fc.assert(
    fc.asyncProperty(several(arbitraryTrace), async (traces) => {
      await query.insert(traces.flat());
      for (const spans of traces) {
        const { traceId } = spans[0]!;
        const file = fileOf(await exported(`/api/v3/traces/${traceId}`));
        const keys = spans.flatMap((span) => [
          ...uniqueKeys(span.attributes),
          ...uniqueKeys(span.resource.attributes),
        ]);
        for (const [at, key] of [...new Set(keys)].entries()) {
          const asked = new URLSearchParams({ key, level: LEVELS[at % LEVELS.length]! });
          const path = `/traces/${traceId}/attributes/column?${asked.toString()}`;
          const answer = await fetch(`${query.url}/api/own${path}`);
          expect(columnOf(bytesOf(file.answer(path))), key).toEqual(
            columnOf(await answer.arrayBuffer()),
          );
        }
      }
    }),
    { numRuns: 1 },
  );
});

const LEVELS = ["any", "span", "resource"];

/** Keys that one span has once: of others the store keeps no order. The API has no way to ask for the key "". */
function uniqueKeys(attributes: Span["attributes"]): readonly string[] {
  const keys = attributes.map(({ key }) => key);
  return keys.filter(
    (key, at) => key !== "" && keys.indexOf(key) === at && keys.lastIndexOf(key) === at,
  );
}

function columnOf(bytes: ArrayBuffer): TraceAttributeColumn {
  const column = decodeAttributeColumn(bytes);
  if (!column.ok) throw new Error(column.error);
  return column.value;
}

it("is not confused by what a packed file says before it is unpacked", () => {
  const packed = decodeTraceFile(gzipSync("{}"), SPANS_MAX);
  expect(packed.problems).toEqual(["line 1: this is no JSON, which begins with { or ["]);
});

/** The store keeps attributes in no order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    return items.every((item) => typeof item === "object" && item !== null && "key" in item)
      ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
      : items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sorted(item)]));
}
