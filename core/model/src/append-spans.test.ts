import { expect, it } from "vitest";
import { appendSpans, SpanPlayer } from "./append-spans.ts";
import type { AttributeValue } from "./attribute.ts";
import type { Span } from "./span.ts";
import type { SpanAppender } from "./span-appender.ts";
import { RECORDED_ITEMS_MAX, SpanRecorder } from "./span-recorder.ts";
import { traceFromText } from "./testing/trace-from-text.ts";

const VALUES: readonly AttributeValue[] = [
  { type: "string", value: "grün 🐙" },
  { type: "string", value: "" },
  { type: "bool", value: false },
  { type: "int", value: -(2n ** 63n) },
  { type: "int", value: 2n ** 63n - 1n },
  { type: "double", value: -0 },
  { type: "double", value: Number.MIN_VALUE },
  { type: "double", value: Number.NaN },
  { type: "bytes", value: Uint8Array.of(0, 255) },
  { type: "array", value: [{ type: "int", value: 1n }, { type: "empty" }] },
  { type: "keyValueList", value: [{ key: "a", value: { type: "double", value: 1 } }] },
  { type: "empty" },
];
const attributes = VALUES.map((value, at) => ({ key: `key.${at}`, value }));

function fullSpan(): Span {
  const [span] = traceFromText("cart:GET /cart 0..5 server error id=a parent=b");
  return {
    ...span!,
    attributes,
    traceState: "ot=th:8",
    flags: 0xffff_ffff,
    endUnixNano: 2n ** 64n - 1n,
    statusMessage: "x".repeat(100_000),
    droppedAttributesCount: 1,
    droppedEventsCount: 2,
    droppedLinksCount: 3,
    events: [{ timeUnixNano: 7n, name: "e", attributes, droppedAttributesCount: 4 }],
    links: [
      {
        traceId: "f".repeat(32),
        spanId: "e".repeat(16),
        traceState: "a=b",
        flags: 1,
        attributes,
        droppedAttributesCount: 5,
      },
    ],
    resource: { attributes, droppedAttributesCount: 6, schemaUrl: "r" },
    scope: { name: "s", version: "1", attributes, droppedAttributesCount: 7, schemaUrl: "s" },
  };
}

it("brings every part of a span back as it was", () => {
  const recorder = new SpanRecorder();
  appendSpans([fullSpan()], recorder);
  expect(recorder.spans).toEqual([fullSpan()]);
});

it("opens resource and scope only where they change", () => {
  const spans = traceFromText("a:one 0..1\na:two 0..1\nb:three 0..1\na:four 0..1");
  const recorder = new SpanRecorder();
  let resources = 0;
  let scopes = 0;
  const counting: SpanAppender = new Proxy(recorder, {
    get(target, name: keyof SpanAppender) {
      if (name === "openResource") resources += 1;
      if (name === "openScope") scopes += 1;
      return target[name].bind(target);
    },
  });
  appendSpans(spans, counting);
  expect([resources, scopes]).toEqual([3, 1]);
  expect(recorder.spans).toEqual(spans);
  expect(recorder.spans[0]!.resource).toBe(recorder.spans[1]!.resource);
});

it("hands spans over one by one when somebody takes them", () => {
  const taken: Span[] = [];
  const recorder = new SpanRecorder((span) => taken.push(span));
  const player = new SpanPlayer(recorder);
  player.append(fullSpan());
  player.append(fullSpan());
  expect(taken).toEqual([fullSpan(), fullSpan()]);
  expect(recorder.spans).toEqual([]);
});

it("bounds the memory that a span takes as an object, when it is asked to", () => {
  const attribute = { key: "k", value: { type: "bool", value: true } } as const;
  const { links } = fullSpan();
  const sized = (count: number): Span => ({
    ...fullSpan(),
    attributes: Array.from({ length: count }, () => attribute),
    events: [],
    links: [],
  });
  const most = sized(RECORDED_ITEMS_MAX);
  const more = { ...sized(RECORDED_ITEMS_MAX + 1), links };
  const refusing = new SpanRecorder(undefined, "refuse");
  appendSpans([most, most], refusing);
  expect(refusing.spans).toHaveLength(2);
  expect(() => appendSpans([more], refusing)).toThrow("more than");
  const cutting = new SpanRecorder(undefined, "leaveOut");
  appendSpans([more], cutting);
  expect(cutting.spans.map((span) => [span.attributes.length, span.links.length])).toEqual([
    [RECORDED_ITEMS_MAX, 0],
  ]);
  const keeping = new SpanRecorder();
  appendSpans([more], keeping);
  expect(keeping.spans).toEqual([more]);
});
