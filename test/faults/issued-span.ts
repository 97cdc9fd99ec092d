import type { Attribute, Span } from "@spanhouse/model";

/**
 * The spans of the fault tests: everything about a span follows from the number of its request and its own
 * number, so that it can be compared with what the store gives back without having been kept.
 */
export function issuedSpan(request: number, span: number): Span {
  const startUnixNano =
    1_760_000_000_000_000_000n + BigInt(request) * 1_000_003n + BigInt(span) * 1_009n;
  const seed = request * 31 + span;
  return {
    traceId: traceIdOf(request),
    spanId: spanIdOf(request, span),
    parentSpanId: span === 0 ? "" : spanIdOf(request, span - 1),
    traceState: seed % 5 === 0 ? `vendor=${seed}` : "",
    flags: 257,
    name: `operation ${seed % 13}`,
    kind: 1 + (seed % 5),
    startUnixNano,
    endUnixNano: startUnixNano + BigInt(seed % 1_000_000),
    attributes: attributesOf(request, span),
    droppedAttributesCount: seed % 3,
    events:
      seed % 4 === 0
        ? [
            {
              timeUnixNano: startUnixNano + 5n,
              name: `event ${seed % 7}`,
              attributes: [{ key: "attempt", value: { type: "int", value: BigInt(seed) } }],
              droppedAttributesCount: 0,
            },
          ]
        : [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    statusCode: seed % 11 === 0 ? 2 : 0,
    statusMessage: seed % 11 === 0 ? `failed ${seed}` : "",
    resource: {
      attributes: [
        { key: "service.instance.id", value: { type: "string", value: `${request % 50}` } },
        { key: "service.name", value: { type: "string", value: `service ${request % 7}` } },
      ],
      droppedAttributesCount: 0,
      schemaUrl: "",
    },
    scope: {
      name: "faults",
      version: "1",
      attributes: [],
      droppedAttributesCount: 0,
      schemaUrl: "",
    },
  };
}

export function traceIdOf(request: number): string {
  return `fa017${request.toString(16).padStart(27, "0")}`;
}

function spanIdOf(request: number, span: number): string {
  return `${(request + 1).toString(16).padStart(11, "0")}${(span + 1).toString(16).padStart(5, "0")}`;
}

/** In the order of their keys, as they are compared. */
function attributesOf(request: number, span: number): readonly Attribute[] {
  return [
    {
      key: "faults.bytes",
      value: { type: "bytes", value: Uint8Array.of(request & 255, span & 255) },
    },
    {
      key: "faults.exact",
      value: { type: "int", value: BigInt(request) * 2n ** 33n + BigInt(span) },
    },
    { key: "faults.ratio", value: { type: "double", value: request / (span + 1) } },
    { key: "faults.retried", value: { type: "bool", value: span % 2 === 0 } },
    {
      key: "http.request.method",
      value: { type: "string", value: span % 2 === 0 ? "GET" : "PUT" },
    },
    { key: "http.response.status_code", value: { type: "int", value: 200n + BigInt(span % 300) } },
    { key: "url.path", value: { type: "string", value: `/orders/${request}/${span}` } },
  ];
}
