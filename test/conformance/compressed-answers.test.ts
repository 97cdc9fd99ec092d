import { request, type IncomingMessage } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { manyServices } from "../support/many-services.ts";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";

/** Answers of JSON as they cross the network. */

const START_MS = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 7_200_000;
const RANGE = `start=${START_MS * 1_000}&end=${(START_MS + 3_600_000) * 1_000}`;

let query: QueryOverStore;

beforeAll(async () => {
  query = await startQueryOverStore();
  await query.insert(manyServices(START_MS, 100, 2));
  await query.store.graphJob.run({ everything: true });
});

afterAll(() => query.close());

interface RawAnswer {
  readonly headers: IncomingMessage["headers"];
  readonly bytes: Buffer;
}

/** Not `fetch`, which unpacks. */
function get(path: string, accepted: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${query.url}${path}`, { headers: { "accept-encoding": accepted } });
    sent.on("error", reject).on("response", (answer: IncomingMessage) => {
      const chunks: Buffer[] = [];
      answer.on("error", reject);
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => resolve({ headers: answer.headers, bytes: Buffer.concat(chunks) }));
    });
    sent.end();
  });
}

const UNPACK = { br: brotliDecompressSync, gzip: gunzipSync } as const;

it.each([
  { part: "nodes", path: `/api/graph?${RANGE}` },
  { part: "traces", path: `/api/own/search?limit=200&${RANGE}` },
])("compresses $path as the client takes it", async ({ part, path }) => {
  const partOf = (json: Buffer): unknown =>
    (JSON.parse(json.toString()) as Readonly<Record<string, unknown>>)[part];
  const plain = await get(path, "identity");
  expect(plain.headers).not.toHaveProperty("content-encoding");
  expect(plain.bytes.length).toBeGreaterThan(16 * 1024);
  for (const coding of ["br", "gzip"] as const) {
    const { headers, bytes } = await get(path, `${coding}, *;q=0`);
    expect(headers).toMatchObject({
      ...{ "content-encoding": coding, vary: "accept-encoding" },
      ...{ "content-length": String(bytes.length) },
      "content-type": plain.headers["content-type"],
    });
    expect(bytes.length).toBeLessThan(plain.bytes.length / 4);
    expect(partOf(UNPACK[coding](bytes))).toEqual(partOf(plain.bytes));
  }
});

it("sends what is small, and what comes line by line, as it is", async () => {
  const small = await get("/api/own/links", "br, gzip");
  expect(small.headers).toMatchObject({ vary: "accept-encoding" });
  expect(small.headers).not.toHaveProperty("content-encoding");
  const stream = await get(`/api/own/search/stream?limit=200&${RANGE}`, "br, gzip");
  expect(stream.bytes.length).toBeGreaterThan(16 * 1024);
  expect(stream.headers).not.toHaveProperty("content-encoding");
});
