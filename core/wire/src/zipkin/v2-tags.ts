/**
 * Tags that mean more than an attribute. What OpenTelemetry's Zipkin exporters write (specification,
 * "OpenTelemetry to Zipkin Transformation") is read back to where it came from.
 */
export const TAG = {
  plain: 0,
  /** Already said by something else. */
  consumed: 1,
  error: 2,
  statusCode: 3,
  statusDescription: 4,
  scopeName: 5,
  scopeVersion: 6,
  libraryName: 7,
  libraryVersion: 8,
  droppedAttributes: 9,
  droppedEvents: 10,
  droppedLinks: 11,
  traceState: 12,
  kind: 13,
  sdkName: 14,
  serviceName: 15,
  peerService: 16,
  peerAddress: 17,
  peerPort: 18,
  localAddress: 19,
  localPort: 20,
} as const;

/** How many there are. */
export const TAG_MEANINGS = 21;

const NAMES: readonly (readonly [string, number])[] = [
  ["error", TAG.error],
  ["otel.status_code", TAG.statusCode],
  ["otel.status_description", TAG.statusDescription],
  ["otel.scope.name", TAG.scopeName],
  ["otel.scope.version", TAG.scopeVersion],
  ["otel.library.name", TAG.libraryName],
  ["otel.library.version", TAG.libraryVersion],
  ["otel.dropped_attributes_count", TAG.droppedAttributes],
  ["otel.dropped_events_count", TAG.droppedEvents],
  ["otel.dropped_links_count", TAG.droppedLinks],
  ["w3c.tracestate", TAG.traceState],
  ["span.kind", TAG.kind],
  ["telemetry.sdk.name", TAG.sdkName],
  ["service.name", TAG.serviceName],
  ["peer.service", TAG.peerService],
  ["network.peer.address", TAG.peerAddress],
  ["network.peer.port", TAG.peerPort],
  ["network.local.address", TAG.localAddress],
  ["network.local.port", TAG.localPort],
];

/** Names of one length; most lengths have none. */
interface Candidate {
  readonly name: Uint8Array;
  readonly meaning: number;
}

const encoder = new TextEncoder();
const BY_LENGTH: readonly (readonly Candidate[])[] = Array.from({ length: 32 }, (_, length) =>
  NAMES.filter(([name]) => name.length === length).map(([name, meaning]) => ({
    name: encoder.encode(name),
    meaning,
  })),
);

/** What a tag whose key is the range means. */
export function tagMeaning(bytes: Uint8Array, start: number, end: number): number {
  const candidates = BY_LENGTH[end - start];
  if (candidates === undefined) return TAG.plain;
  for (const { name, meaning } of candidates) if (isAt(name, bytes, start)) return meaning;
  return TAG.plain;
}

/**
 * Namespaces that the semantic conventions use for resources and not for spans. An OpenTelemetry exporter
 * does not say which tags were attributes of the resource.
 */
const RESOURCE_NAMESPACES = [
  ...["service.", "telemetry.", "host.", "process.", "os.", "container.", "k8s.", "cloud."],
  ...["deployment.", "device.", "browser.", "webengine.", "aws.ecs.", "aws.eks.", "aws.log."],
].map((prefix) => encoder.encode(prefix));

/** Whether the key belongs to a resource. */
export function isResourceKey(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  return RESOURCE_NAMESPACES.some((prefix) => prefix.length < length && isAt(prefix, bytes, start));
}

function isAt(text: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let at = 0; at < text.length; at++) if (bytes[start + at] !== text[at]) return false;
  return true;
}
