import { gzipSync } from "node:zlib";
import type { HostileRequest } from "./hostile-client.ts";
import { JSON_TEXTS } from "./hostile-texts.ts";

/** What somebody who means harm sends where a body is read, and where none is. */

/** Of a request line that is full, and below what a parser refuses. */
export const REPEATED_BYTES = 50_000;

/** Deeper than any parser may follow by calling itself. */
const DEEP = 100_000;
const WIDE = 200_000;

type Sent = Pick<HostileRequest, "body" | "headers">;

export function hostileBodies(route: string): readonly Sent[] {
  const transform = route.endsWith("/transform");
  return [
    ...JSON_TEXTS.map((body) => ({ body })),
    ...(transform ? otlpBombs() : searchBombs()).map((body) => ({ body })),
    ...[Buffer.from([0xff, 0xfe, 0x00]), Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d])].map(
      (body) => ({ body }),
    ),
    { body: "[".repeat(DEEP) },
    { body: `${"[".repeat(DEEP)}${"]".repeat(DEEP)}` },
    { body: `${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}` },
    { body: gzipSync(Buffer.alloc(50_000_000)), headers: { "content-encoding": "gzip" } },
    { body: "{}", headers: { "content-type": "multipart/form-data" } },
    { body: "{}", headers: { "content-type": "x".repeat(5_000) } },
    { body: "{}", headers: { "content-type": "application/json; charset=utf-99" } },
    { body: '{"x":1}', headers: { "transfer-encoding": "chunked" } },
  ];
}

/** OTLP whose values go as deep, and whose lists are as long, as a body can say. */
function otlpBombs(): readonly string[] {
  const span = (more: string): string =>
    `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${"1".repeat(32)}","spanId":"${"2".repeat(16)}","name":"x"${more}}]}]}]}`;
  const attribute = (value: string): string => span(`,"attributes":[{"key":"k","value":${value}}]`);
  return [
    attribute(`${'{"arrayValue":{"values":['.repeat(DEEP)}{}${"]}}".repeat(DEEP)}`),
    attribute(`${'{"arrayValue":{"values":['.repeat(90)}{}${"]}}".repeat(90)}`),
    attribute(
      `${'{"kvlistValue":{"values":[{"key":"k","value":'.repeat(DEEP)}{}${"}]}}".repeat(DEEP)}`,
    ),
    attribute(`{"arrayValue":{"values":[${'{"intValue":"1"},'.repeat(WIDE)}{}]}}`),
    attribute('{"intValue":"99999999999999999999"}'),
    attribute('{"doubleValue":1e999}'),
    attribute('{"stringValue":"\\ud800"}'),
    attribute('{"bytesValue":"@@@"}'),
    span(`,"kind":${"9".repeat(400)}`),
    span(',"startTimeUnixNano":"-1","endTimeUnixNano":"1e99"'),
    span(',"startTimeUnixNano":"18446744073709551615","endTimeUnixNano":"0"'),
    span(`,"links":[${"{},".repeat(50_000)}{}]`),
    span(`,"events":[${'{"timeUnixNano":"18446744073709551615"},'.repeat(50_000)}{}]`),
    `{"unknown":${"[".repeat(DEEP)}${"]".repeat(DEEP)},"resourceSpans":[]}`,
    `{"resourceSpans":[${"{},".repeat(WIDE)}{}]}`,
    '{"resourceSpans":{"__proto__":[]}}',
  ];
}

/** Searches of API v3. */
function searchBombs(): readonly string[] {
  const times = '"startTimeMin":"2025-10-09T08:53:20Z","startTimeMax":"2025-10-09T09:53:20Z"';
  const query = (more: string): string => `{"query":{${times},${more}}}`;
  return [
    query('"searchDepth":-1'),
    query('"searchDepth":1e308'),
    query(`"searchDepth":${"9".repeat(1_000)}`),
    query('"durationMin":"1e9s"'),
    query('"durationMin":"-315576000000s","durationMax":"315576000000s"'),
    query('"attributes":{"__proto__":"x","":"","\\u0000":"\\ud800"}'),
    query(`"attributes":{${Array.from({ length: 3_000 }, (_, i) => `"k${i}":"v"`).join()}}`),
    query(`"serviceName":"${"x".repeat(60_000)}"`),
    query('"serviceName":["x"]'),
    '{"query":{"startTimeMin":"0000-00-00T00:00:00Z","startTimeMax":{}}}',
    '{"query":[]}',
    '{"query":{},"query":{}}',
    " ".repeat(70_000),
  ];
}
