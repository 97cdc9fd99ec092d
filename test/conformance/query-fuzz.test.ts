import { request } from "node:http";
import { traceFromText } from "@spanhouse/model/testing";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";

/**
 * Whatever a client writes in a URL, the query service answers it, and never with a 5xx. Requests are
 * written by hand, because URL classes repair what is wrong.
 */

const REQUESTS = 600;

let query: QueryOverStore;

beforeAll(async () => {
  query = await startQueryOverStore();
  await query.insert(traceFromText("web:GET / 0..1 error db=pg"));
});

afterAll(() => query.close());

/** Percent-encodes, also texts that are no Unicode. */
function encode(text: string): string {
  return [...new TextEncoder().encode(text)]
    .map((byte) => `%${byte.toString(16).padStart(2, "0")}`)
    .join("");
}

const nasty = fc.constantFrom(
  ..."' \" \\ ` ; -- /* {p0:String} {tenant:String} ${x} %00 %0a %27 %5c %ff %c3%28 %ed%a0%80 %2e%2e%2f".split(
    " ",
  ),
  ...[
    "%F0%9F%92%A9",
    "null",
    "NaN",
    "1e309",
    "-0",
    "9223372036854775808",
    "__proto__",
    "a".repeat(3_000),
  ],
);
const fragment = fc.oneof(
  nasty,
  fc.webSegment({ size: "small" }),
  fc.nat().map(String),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
);
const value = fc.array(fragment, { maxLength: 4 }).map((parts) => parts.join(""));
const json = fc
  .oneof(
    fc.json({ maxDepth: 3 }),
    fc.dictionary(fc.string(), fc.string()).map((object) => JSON.stringify(object)),
  )
  .map(encode);
const parameter = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        ...["service", "operation", "start", "end", "minDuration", "maxDuration", "limit", "raw"],
        ...[
          "traceID",
          "prettyPrint",
          "lookback",
          "spanKind",
          "occurrence",
          "tag",
          "tags",
          "__proto__",
        ],
      ),
      value,
    )
    .map(([name, text]) => `${name}=${text}`),
  fc.tuple(value, value).map(([key, text]) => `tag=${key}:${text}`),
  json.map((text) => `tags=${text}`),
  value,
);
const path = fc.oneof(
  fc.constantFrom(
    ...[
      "/api/services",
      "/api/operations",
      "/api/traces",
      "/api/own/search",
      "/api/own/operations",
    ],
  ),
  value.map((id) => `/api/traces/${id}`),
  value.map((service) => `/api/services/${service}/operations`),
  fc.tuple(value, value).map(([id, span]) => `/api/own/traces/${id}/spans/${span}`),
  value.map((id) => `/api/own/traces/${id}`),
  fc
    .tuple(value, fc.constantFrom("attributes", "statistics", "links"))
    .map(([id, what]) => `/api/own/traces/${id}/${what}`),
  value.map((rest) => `/${rest}`),
);
const target = fc
  .tuple(path, fc.array(parameter, { maxLength: 6 }))
  .map(([at, parameters]) => `${at}?${parameters.join("&")}`)
  // What an HTTP client refuses to send at all.
  .map((text) => text.replaceAll(/[^\x21-\x7e]/g, "%20"));

function statusOf(requestTarget: string, method: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(query.url);
    request({ hostname, port, method, path: requestTarget }, (response) => {
      response.resume();
      response.on("end", () => {
        resolve(response.statusCode ?? 0);
      });
    })
      .on("error", reject)
      .end();
  });
}

it("answers any URL without a 5xx, and still serves afterwards", async () => {
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(
      target,
      fc.constantFrom("GET", "GET", "GET", "HEAD", "POST"),
      async (url, method) => {
        const status = await statusOf(url, method);
        expect(status, url).toBeGreaterThanOrEqual(200);
        expect(status, url).toBeLessThan(500);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      },
    ),
    { numRuns: REQUESTS, seed: 20_260_101 },
  );
  // The URLs are worth something: many are understood, and many are not.
  expect(statuses.get(200)).toBeGreaterThan(REQUESTS / 20);
  expect(statuses.get(400)).toBeGreaterThan(REQUESTS / 20);
  expect(await statusOf("/api/services", "GET")).toBe(200);
}, 120_000);
