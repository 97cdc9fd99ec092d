/** Tags that mean more than an attribute; 0 is one that does not. */
export const MEANING = {
  plain: 0,
  kind: 1,
  error: 2,
  statusCode: 3,
  statusDescription: 4,
  httpStatusCode: 5,
  httpStatusMessage: 6,
  scopeName: 7,
  scopeVersion: 8,
  libraryName: 9,
  libraryVersion: 10,
  traceState: 11,
  /** Of a log. */
  event: 12,
  /** Of a process. */
  hostname: 13,
  hostDotName: 14,
  jaegerVersion: 15,
  exporterVersion: 16,
  client: 17,
} as const;

const NAMES: readonly (readonly [string, number])[] = [
  ["span.kind", MEANING.kind],
  ["error", MEANING.error],
  ["otel.status_code", MEANING.statusCode],
  ["otel.status_description", MEANING.statusDescription],
  ["http.status_code", MEANING.httpStatusCode],
  ["http.status_message", MEANING.httpStatusMessage],
  ["otel.scope.name", MEANING.scopeName],
  ["otel.scope.version", MEANING.scopeVersion],
  ["otel.library.name", MEANING.libraryName],
  ["otel.library.version", MEANING.libraryVersion],
  ["w3c.tracestate", MEANING.traceState],
  ["event", MEANING.event],
  ["hostname", MEANING.hostname],
  ["host.name", MEANING.hostDotName],
  ["jaeger.version", MEANING.jaegerVersion],
  ["opencensus.exporterversion", MEANING.exporterVersion],
  ["client-uuid", MEANING.client],
];

interface Candidate {
  readonly name: Uint8Array;
  readonly meaning: number;
}

const encoder = new TextEncoder();

/** By length of the name; most lengths have none, and few have two. */
const BY_LENGTH: readonly (readonly Candidate[])[] = Array.from({ length: 32 }, (_, length) =>
  NAMES.filter(([name]) => name.length === length).map(([name, meaning]) => ({
    name: encoder.encode(name),
    meaning,
  })),
);

const LENGTH_MAX = 31;

/** 1 where a name has this length and these low bits of its last byte, so that few others are compared. */
const POSSIBLE = new Uint8Array((LENGTH_MAX + 1) * 32);
for (const [name] of NAMES)
  POSSIBLE[name.length * 32 + (name.charCodeAt(name.length - 1) & 31)] = 1;

/** What a tag whose key is the range means, wherever it is. */
export function tagMeaning(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length > LENGTH_MAX || length < 5) return MEANING.plain;
  if (POSSIBLE[length * 32 + (bytes[end - 1]! & 31)] === 0) return MEANING.plain;
  return compare(bytes, start, length);
}

function compare(bytes: Uint8Array, start: number, length: number): number {
  const candidates = BY_LENGTH[length]!;
  for (let index = 0; index < candidates.length; index++) {
    const { name, meaning } = candidates[index]!;
    if (isTextAt(name, bytes, start)) return meaning;
  }
  return MEANING.plain;
}

function isTextAt(text: Uint8Array, bytes: Uint8Array, start: number): boolean {
  // From the end: names of one namespace begin alike.
  for (let at = text.length - 1; at >= 0; at--) if (bytes[start + at] !== text[at]) return false;
  return true;
}
