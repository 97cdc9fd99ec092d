import { SpanRecorder, type Attribute } from "@spanhouse/model";
import { describe, expect, it } from "vitest";
import { decodeOtlpProtobuf } from "../otlp/protobuf.ts";
import { ProtoWriter } from "../otlp/proto-writer.ts";
import { EnrichingAppender } from "./enriching-appender.ts";
import { ResourceEditor } from "./resource-editor.ts";
import type { ResourceEnrichment } from "./resource-enrichment.ts";
import { textAttribute } from "./text-attribute.ts";

type Pairs = Readonly<Record<string, string>>;

function keyValue(key: string, value: string): Uint8Array {
  const any = new ProtoWriter().text(1, value).finish();
  return new ProtoWriter().text(1, key).bytes(2, any).finish();
}

function resource(attributes: Pairs): Uint8Array {
  const writer = new ProtoWriter();
  for (const [key, value] of Object.entries(attributes)) writer.bytes(1, keyValue(key, value));
  return writer.finish();
}

const SPAN = new ProtoWriter()
  .bytes(1, new Uint8Array(16).fill(7))
  .bytes(2, new Uint8Array(8).fill(8))
  .text(5, "work")
  .finish();
const SCOPE_SPANS = new ProtoWriter().bytes(2, SPAN).finish();

/** One ResourceSpans for each list of resources, which are written after its spans. */
function request(...groups: readonly (readonly Pairs[])[]): Uint8Array {
  const writer = new ProtoWriter();
  for (const group of groups) {
    const resourceSpans = new ProtoWriter().bytes(2, SCOPE_SPANS);
    for (const attributes of group) resourceSpans.bytes(1, resource(attributes));
    writer.bytes(1, resourceSpans.finish());
  }
  return writer.finish();
}

function adding(attributes: Pairs): ResourceEnrichment {
  const additions = Object.entries(attributes).map(([key, value]) => textAttribute(key, value));
  return { keys: new Set(Object.keys(attributes)), additions: () => additions };
}

function resourcesOf(body: Uint8Array): readonly (readonly Attribute[])[] {
  const recorder = new SpanRecorder();
  expect(decodeOtlpProtobuf(body, recorder).status).toBe("decoded");
  return recorder.spans.map((span) => span.resource.attributes);
}

function string(key: string, value: string): Attribute {
  return { key, value: { type: "string", value } };
}

function edited(body: Uint8Array, enrichment: ResourceEnrichment) {
  return resourcesOf(new ResourceEditor().edit(body, enrichment));
}

/** What both ways of adding make of a request. */
function both(body: Uint8Array, enrichment: ResourceEnrichment) {
  const recorder = new SpanRecorder();
  decodeOtlpProtobuf(body, new EnrichingAppender(recorder, enrichment));
  const appended = recorder.spans.map((span) => span.resource.attributes);
  expect(edited(body, enrichment)).toEqual(appended);
  return appended;
}

const LONG = "x".repeat(300);

describe("adding attributes to resources", () => {
  it("adds what a resource lacks and leaves what it has", () => {
    const body = request([{ "service.name": "shop", "host.name": "its-own" }]);
    expect(both(body, adding({ "host.name": "ours", "os.type": "linux" }))).toEqual([
      [string("service.name", "shop"), string("host.name", "its-own"), string("os.type", "linux")],
    ]);
  });

  it("makes a resource where there is none", () => {
    expect(both(request([]), adding({ "os.type": "linux" }))).toEqual([
      [string("os.type", "linux")],
    ]);
  });

  it("keeps lengths right when they need more bytes than before", () => {
    const body = request([{ a: "1" }], [{ b: LONG }], []);
    expect(both(body, adding({ b: LONG }))).toEqual([
      [string("a", "1"), string("b", LONG)],
      [string("b", LONG)],
      [string("b", LONG)],
    ]);
  });

  it("adds once where a resource comes in two parts", () => {
    const body = request([{ "host.name": "its-own" }, { "service.name": "shop" }]);
    expect(both(body, adding({ "host.name": "ours", "os.type": "linux" }))).toEqual([
      [string("host.name", "its-own"), string("service.name", "shop"), string("os.type", "linux")],
    ]);
  });

  it("shows what is there to whoever decides", () => {
    const enrichment: ResourceEnrichment = {
      keys: new Set(["pod.ip"]),
      additions: (present) => [textAttribute("pod", `of ${present.get("pod.ip") ?? "nobody"}`)],
    };
    const body = request([{ "pod.ip": "10.0.0.7" }], [{ other: "10.0.0.8" }]);
    const pods = both(body, enrichment).map((attributes) => attributes.at(-1));
    expect(pods).toEqual([string("pod", "of 10.0.0.7"), string("pod", "of nobody")]);
  });
});

describe("ResourceEditor", () => {
  it("returns the same bytes when nothing is missing", () => {
    const body = request([{ "host.name": "its-own" }]);
    expect(new ResourceEditor().edit(body, adding({ "host.name": "ours" }))).toBe(body);
  });

  it("returns bytes that are not a request as they are", () => {
    const cut = request([{ a: "1" }]).subarray(0, -3);
    expect(new ResourceEditor().edit(cut, adding({ b: "2" }))).toBe(cut);
  });
});
