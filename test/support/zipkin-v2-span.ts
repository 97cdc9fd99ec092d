import type { Attribute, Span } from "@spanhouse/model";

/** A span as zipkin2-api.yaml has it. */
export interface ZipkinV2JsonSpan {
  readonly traceId: string;
  readonly parentId?: string;
  readonly id: string;
  readonly kind?: "CLIENT" | "SERVER" | "PRODUCER" | "CONSUMER";
  readonly name?: string;
  /** Microseconds. */
  readonly timestamp?: number;
  readonly duration?: number;
  readonly localEndpoint?: ZipkinV2JsonEndpoint;
  readonly remoteEndpoint?: ZipkinV2JsonEndpoint;
  readonly annotations?: readonly { readonly timestamp: number; readonly value: string }[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly debug?: boolean;
  readonly shared?: boolean;
}

export interface ZipkinV2JsonEndpoint {
  readonly serviceName?: string;
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly port?: number;
}

const KINDS = { "": 1, CLIENT: 3, SERVER: 2, PRODUCER: 4, CONSUMER: 5 } as const;
const RESOURCE_KEY =
  /^(service|telemetry|host|process|os|container|k8s|cloud|deployment|device|browser|webengine|aws\.(ecs|eks|log))\../;

/**
 * What such a span means as docs/api/zipkin.md says it: the table there as plain code over objects, to hold the
 * decoders to. `receivedUs` is the start of a span that says nothing of its time.
 */
export function meaningOfZipkinV2(span: ZipkinV2JsonSpan, receivedUs: number): Span {
  const tags = new Map(
    Object.entries(span.tags ?? {}).map(([key, value]) => [wellFormed(key), wellFormed(value)]),
  );
  const take = (key: string): string | undefined => {
    const value = tags.get(key);
    tags.delete(key);
    return value;
  };
  const isOtel = [
    "telemetry.sdk.name",
    "service.name",
    "otel.scope.name",
    "otel.library.name",
  ].some((key) => tags.has(key));
  const { local, service } = serviceOf(span, tags);
  const resourceTags = isOtel
    ? [...tags.keys()].filter((key) => key !== "service.name" && RESOURCE_KEY.test(key))
    : [];
  const resource = [
    ...(service === "" ? [] : [text("service.name", service)]),
    ...resourceTags.map((key) => text(key, take(key)!)),
  ];
  const scope = { name: scopeText(tags, "name"), version: scopeText(tags, "version") };
  const kind = KINDS[span.kind ?? ""];
  const traceState = take("w3c.tracestate") ?? "";
  const dropped = (["attributes", "events", "links"] as const).map((what) => {
    const count = tags.get(`otel.dropped_${what}_count`) ?? "";
    if (!/^\d{1,10}$/.test(count) || Number(count) > 0xffffffff) return 0;
    tags.delete(`otel.dropped_${what}_count`);
    return Number(count);
  });
  const status = statusOf(tags);
  const annotations = span.annotations ?? [];
  const times = annotations.map(({ timestamp }) => timestamp);
  const isStartKnown = (span.timestamp ?? 0) > 0;
  const earliest = times.length > 0 ? Math.min(...times) : receivedUs;
  const startUs = BigInt(isStartKnown ? span.timestamp! : earliest);
  const endpoints = [
    text("network.local.address", address(local)),
    int("network.local.port", local?.port ?? 0),
    text("peer.service", wellFormed(span.remoteEndpoint?.serviceName ?? "")),
    text("network.peer.address", address(span.remoteEndpoint)),
    int("network.peer.port", span.remoteEndpoint?.port ?? 0),
  ].filter(
    ({ key, value }) =>
      !tags.has(key) && "value" in value && value.value !== "" && value.value !== 0n,
  );
  const marks = [
    ...(span.debug === true ? ["zipkin.debug"] : []),
    ...(span.shared === true ? ["zipkin.shared"] : []),
    ...(isStartKnown ? [] : ["otel.zipkin.absentField.startTime"]),
  ];
  const parentSpanId = (span.parentId ?? "").padStart(16, "0");
  const spanId = span.id.padStart(16, "0");
  return {
    ...{ traceId: span.traceId.padStart(32, "0"), spanId, traceState, kind, flags: 0 },
    parentSpanId: /^0+$/.test(parentSpanId) || parentSpanId === spanId ? "" : parentSpanId,
    name: wellFormed(span.name ?? ""),
    startUnixNano: startUs * 1_000n,
    endUnixNano: (startUs + BigInt(span.duration ?? 0)) * 1_000n,
    attributes: [
      ...[...tags].map(([key, value]) => text(key, value)),
      ...endpoints,
      ...marks.map((key): Attribute => ({ key, value: { type: "bool", value: true } })),
    ],
    ...{ droppedAttributesCount: dropped[0]!, droppedEventsCount: dropped[1]! },
    ...{ droppedLinksCount: dropped[2]!, links: [] },
    events: annotations.map(({ timestamp, value }) => ({
      ...{ timeUnixNano: BigInt(timestamp) * 1_000n, name: wellFormed(value) },
      ...{ attributes: [], droppedAttributesCount: 0 },
    })),
    ...{ statusCode: status.code, statusMessage: status.message },
    resource: { attributes: resource, droppedAttributesCount: 0, schemaUrl: "" },
    scope: { ...scope, attributes: [], droppedAttributesCount: 0, schemaUrl: "" },
  };
}

function serviceOf(
  { localEndpoint: local }: ZipkinV2JsonSpan,
  tags: Map<string, string>,
): { readonly local: ZipkinV2JsonEndpoint | undefined; readonly service: string } {
  const said = wellFormed(local?.serviceName ?? "");
  const tag = tags.get("service.name");
  if (tag !== undefined && (said === "" || said === tag)) tags.delete("service.name");
  return { local, service: said === "" ? (tag ?? "") : said };
}

function scopeText(tags: Map<string, string>, what: string): string {
  const name = tags.get(`otel.scope.${what}`);
  const old = tags.get(`otel.library.${what}`);
  tags.delete(`otel.scope.${what}`);
  if (name === undefined || name === old) tags.delete(`otel.library.${what}`);
  return name ?? old ?? "";
}

function statusOf(tags: Map<string, string>): { readonly code: number; readonly message: string } {
  const said = ["unset", "ok", "error"].indexOf(tags.get("otel.status_code")?.toLowerCase() ?? "");
  if (said >= 0) tags.delete("otel.status_code");
  if (said === 1) return { code: 1, message: "" };
  const error = tags.get("error");
  const isError = error !== undefined && error.toLowerCase() !== "false";
  if (!isError && said !== 2) return { code: 0, message: "" };
  const description = tags.get("otel.status_description");
  tags.delete("otel.status_description");
  const errorText = !isError || error.toLowerCase() === "true" ? "" : error;
  if (errorText === "" ? isError : description === undefined) tags.delete("error");
  return { code: 2, message: description ?? errorText };
}

function address(endpoint: ZipkinV2JsonEndpoint | undefined): string {
  return endpoint?.ipv4 ?? endpoint?.ipv6 ?? "";
}

function text(key: string, value: string): Attribute {
  return { key, value: { type: "string", value } };
}

function int(key: string, value: number): Attribute {
  return { key, value: { type: "int", value: BigInt(value) } };
}

/** Halves of surrogate pairs cannot be sent. */
function wellFormed(value: string): string {
  return Buffer.from(value).toString();
}
