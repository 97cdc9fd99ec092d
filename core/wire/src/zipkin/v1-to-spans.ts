import { err, ok, type Result } from "@spanhouse/base";
import {
  STATUS_CODE_ERROR,
  type Attribute,
  type Resource,
  type Scope,
  type Span,
  type SpanEvent,
} from "@spanhouse/model";
import { NESTED_VALUE_BYTES_MAX } from "../limits.ts";
import { REFUSALS } from "../refusals.ts";
import { ZIPKIN_ATTRIBUTES } from "./attribute-names.ts";
import { ZIPKIN_REFUSALS } from "./refusals.ts";
import {
  ADDRESS_KEYS,
  LOCAL_COMPONENT_KEY,
  sideOfHost,
  sidesOf,
  type ZipkinV1Side,
} from "./v1-sides.ts";
import type { ZipkinV1BinaryAnnotation, ZipkinV1Endpoint, ZipkinV1Span } from "./v1-span.ts";

const TRACE_ID = /^[0-9a-f]{32}$/;
const SPAN_ID = /^[0-9a-f]{16}$/;
const ZEROS = /^0*$/;
const NANOS_PER_MICRO = 1_000n;
const UINT64_MAX = 2n ** 64n - 1n;
const NO_SCOPE: Scope = {
  ...{ name: "", version: "", attributes: [] },
  ...{ droppedAttributesCount: 0, schemaUrl: "" },
};

/** Spans of one service share its resource. */
export type ResourceOfService = (serviceName: string) => Resource;

/** What a span's sides are made with. */
interface Making {
  readonly span: ZipkinV1Span;
  readonly sides: readonly ZipkinV1Side[];
  readonly parentSpanId: string;
  readonly resourceOf: ResourceOfService;
  /** The start of a span that says nothing about its time. */
  readonly receivedUs: bigint;
}

/**
 * What a span of the first model means: one span per side of the call it saw, all with its id. An error says
 * why it is refused.
 *
 * - Start: the span's timestamp, else `cs`, `sr` and their likes, else the earliest annotation. The side that
 *   called owns timestamp and duration; the other one goes by its own annotations.
 * - End: the duration, else `cr`, `ss` and their likes, else (on local spans) the last annotation.
 * - Annotations are events, except those that only repeat the start or end.
 * - A parent of zeros or equal to the span itself is none.
 */
export function zipkinV1ToSpans(
  given: ZipkinV1Span,
  resourceOf: ResourceOfService,
  receivedUs: bigint,
): Result<readonly Span[], string> {
  const span = withoutZeroTimes(given);
  if (!TRACE_ID.test(span.traceId) || ZEROS.test(span.traceId)) return err(ZIPKIN_REFUSALS.traceId);
  if (!SPAN_ID.test(span.id) || ZEROS.test(span.id)) return err(ZIPKIN_REFUSALS.id);
  const isRoot = ZEROS.test(span.parentId) || span.parentId === span.id;
  if (!isRoot && !SPAN_ID.test(span.parentId)) return err(ZIPKIN_REFUSALS.parentId);
  const parentSpanId = isRoot ? "" : span.parentId;
  const sides = sidesOf(span);
  const spans: Span[] = [];
  for (const side of sides) {
    const made = sideSpan(side, { span, sides, parentSpanId, resourceOf, receivedUs });
    if (!isInRange(made)) return err(ZIPKIN_REFUSALS.time);
    if (made.attributes.some(({ value }) => isTooLong(value))) return err(REFUSALS.valueSize);
    spans.push(made);
  }
  return ok(spans);
}

/** 0 says nothing, as in every version of Zipkin: its durations are at least 1. */
function withoutZeroTimes(span: ZipkinV1Span): ZipkinV1Span {
  const { timestampUs, durationUs } = span;
  if (timestampUs !== 0n && durationUs !== 0n) return span;
  return {
    ...span,
    timestampUs: timestampUs === 0n ? undefined : timestampUs,
    durationUs: durationUs === 0n ? undefined : durationUs,
  };
}

function sideSpan(side: ZipkinV1Side, making: Making): Span {
  const { span, sides, parentSpanId, resourceOf } = making;
  const { startUs, endUs, isStartKnown } = timesOf(side, making);
  const startUnixNano = startUs * NANOS_PER_MICRO;
  const endUnixNano = endUs * NANOS_PER_MICRO;
  const tags = span.binaryAnnotations.filter(
    ({ key, host }) => !(ADDRESS_KEYS.has(key) && host !== undefined),
  );
  const own = tags.filter(({ host }) => sideOfHost(sides, host) === side);
  const error = own.findLast(isError);
  const attributes = own.filter((tag) => !isError(tag)).flatMap(toAttribute);
  const keys = new Set(attributes.map(({ key }) => key));
  return {
    traceId: span.traceId,
    spanId: span.id,
    parentSpanId,
    traceState: "",
    flags: 0,
    name: span.name,
    kind: side.kind,
    startUnixNano,
    endUnixNano,
    attributes: [
      ...attributes,
      ...endpointAttributes(side).filter(({ key }) => !keys.has(key)),
      ...marks({
        debug: span.debug,
        shared: isShared(side, making),
        startAbsent: !isStartKnown,
      }),
    ],
    droppedAttributesCount: 0,
    events: eventsOf(side, making, [startUs, endUs]),
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    statusCode: error === undefined ? 0 : STATUS_CODE_ERROR,
    statusMessage: error === undefined ? "" : errorMessage(error),
    resource: resourceOf(side.local?.serviceName ?? ""),
    scope: NO_SCOPE,
  };
}

/** Microseconds since 1970. */
interface Times {
  readonly startUs: bigint;
  readonly endUs: bigint;
  readonly isStartKnown: boolean;
}

function timesOf(side: ZipkinV1Side, { span, sides, receivedUs }: Making): Times {
  const isOwner = side === sides[0];
  const said = isOwner ? span.timestampUs : undefined;
  const times = span.annotations
    .filter(({ host }) => sideOfHost(sides, host) === side)
    .map(({ timestampUs }) => timestampUs);
  const known = said ?? side.beginUs;
  const startUs = known ?? earliest(times) ?? span.timestampUs ?? receivedUs;
  const isStartKnown = known !== undefined;
  const durationUs = isOwner ? span.durationUs : undefined;
  if (durationUs !== undefined) return { startUs, endUs: startUs + durationUs, isStartKnown };
  // Only where nothing marks the end may any annotation stand for it: a note after `cs` does not end the call.
  const isLocal = side.core.size === 0;
  const endUs = side.endUs ?? (isLocal ? latest(times) : undefined) ?? startUs;
  return { startUs, endUs, isStartKnown };
}

/**
 * The server's half of a span that has both. One that came alone has no timestamp when the client wrote the
 * other half elsewhere: that was the rule before there was a flag.
 */
function isShared(side: ZipkinV1Side, { span, sides }: Making): boolean {
  const isServer = side.core.has("sr");
  return isServer && (side !== sides[0] || span.timestampUs === undefined);
}

function eventsOf(
  side: ZipkinV1Side,
  { span, sides }: Making,
  [startUs, endUs]: readonly [bigint, bigint],
): readonly SpanEvent[] {
  const events: SpanEvent[] = [];
  for (const { timestampUs, value, host } of span.annotations) {
    const marked = sides.find(({ core }) => core.has(value));
    if ((marked ?? sideOfHost(sides, host)) !== side) continue;
    if (marked !== undefined && (timestampUs === startUs || timestampUs === endUs)) continue;
    const timeUnixNano = timestampUs * NANOS_PER_MICRO;
    events.push({ timeUnixNano, name: value, attributes: [], droppedAttributesCount: 0 });
  }
  return events;
}

/** The local and the other end, as far as they are known. */
function endpointAttributes({ local, remote }: ZipkinV1Side): readonly Attribute[] {
  const attributes: Attribute[] = [];
  const text = (key: string, value: string): void => {
    if (value !== "") attributes.push({ key, value: { type: "string", value } });
  };
  const port = (key: string, value: number): void => {
    if (value !== 0) attributes.push({ key, value: { type: "int", value: BigInt(value) } });
  };
  text(ZIPKIN_ATTRIBUTES.localAddress, addressText(local));
  port(ZIPKIN_ATTRIBUTES.localPort, local?.port ?? 0);
  text(ZIPKIN_ATTRIBUTES.peerService, remote?.serviceName ?? "");
  text(ZIPKIN_ATTRIBUTES.peerAddress, addressText(remote));
  port(ZIPKIN_ATTRIBUTES.peerPort, remote?.port ?? 0);
  return attributes;
}

function addressText(endpoint: ZipkinV1Endpoint | undefined): string {
  if (endpoint === undefined) return "";
  return endpoint.ipv4 === "" ? endpoint.ipv6 : endpoint.ipv4;
}

function marks(
  set: Readonly<Record<"debug" | "shared" | "startAbsent", boolean>>,
): readonly Attribute[] {
  const names = (["debug", "shared", "startAbsent"] as const).filter((name) => set[name]);
  return names.map((name) => ({
    key: ZIPKIN_ATTRIBUTES[name],
    value: { type: "bool", value: true },
  }));
}

function toAttribute({ key, value }: ZipkinV1BinaryAnnotation): readonly Attribute[] {
  if (key !== LOCAL_COMPONENT_KEY) return [{ key, value }];
  if (value.type !== "string" || value.value === "") return [];
  return [{ key: ZIPKIN_ATTRIBUTES.component, value }];
}

/** That the key is there says that the span failed, whatever its value, unless it says that it did not. */
function isError({ key, value }: ZipkinV1BinaryAnnotation): boolean {
  if (key !== "error") return false;
  if (value.type === "bool") return value.value;
  return value.type === "string" && value.value.toLowerCase() !== "false";
}

function errorMessage({ value }: ZipkinV1BinaryAnnotation): string {
  if (value.type !== "string" || value.value.toLowerCase() === "true") return "";
  return value.value;
}

function isInRange({ startUnixNano, endUnixNano, events }: Span): boolean {
  return (
    isUint64(startUnixNano) &&
    isUint64(endUnixNano) &&
    events.every(({ timeUnixNano }) => isUint64(timeUnixNano))
  );
}

function isUint64(value: bigint): boolean {
  return value >= 0n && value <= UINT64_MAX;
}

function isTooLong(value: Attribute["value"]): boolean {
  return value.type === "bytes" && value.value.length > NESTED_VALUE_BYTES_MAX;
}

function earliest(times: readonly bigint[]): bigint | undefined {
  return times.reduce<bigint | undefined>(
    (first, time) => (first === undefined || time < first ? time : first),
    undefined,
  );
}

function latest(times: readonly bigint[]): bigint | undefined {
  return times.reduce<bigint | undefined>(
    (last, time) => (last === undefined || time > last ? time : last),
    undefined,
  );
}
