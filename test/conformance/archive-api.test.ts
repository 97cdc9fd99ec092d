import { status } from "@grpc/grpc-js";
import { decodeAttributeColumn } from "@spanhouse/model";
import { traceFromText } from "@spanhouse/model/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openEmbeddedSql, type EmbeddedSql } from "../support/embedded-sql.ts";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { ReflectionClient } from "../support/reflection-client.ts";
import { attributesOf } from "../support/test-span.ts";
import { readTraceAnswer } from "../support/trace-answer.ts";

// A trace that is archived over gRPC, and read through every API when nothing but the archive has it.

const TRACE_ID = "2af7651916cd43dd8448eb211c80319c";
const ARCHIVE = "jaeger.api_v2.QueryService/ArchiveTrace";

let query: QueryOverStore;
let client: ReflectionClient;
let engine: EmbeddedSql;

beforeAll(async () => {
  query = await startQueryOverStore();
  const text = `
    web:GET /checkout 1000..1100 server
      cart:GET /cart 1010..1040 client error
  `;
  const spans = traceFromText(text, TRACE_ID);
  await query.insert(
    spans.map((span) => ({ ...span, attributes: attributesOf({ of: span.name }) })),
  );
  client = new ReflectionClient(query.grpcAddress);
  engine = openEmbeddedSql(query.engineFolder);
});

afterAll(async () => {
  client.close();
  engine.close();
  await query.close();
});

async function read(path: string): Promise<unknown> {
  const answer = await fetch(query.url + path);
  expect(answer.status).toBe(200);
  return path.startsWith("/api/own/") ? readTraceAnswer(answer) : answer.json();
}

/** The keys of the trace, and the column of one of them. */
async function readAttributes(): Promise<readonly unknown[]> {
  const attributes = `${query.url}/api/own/traces/${TRACE_ID}/attributes`;
  const keys: unknown = await (await fetch(`${attributes}/keys`)).json();
  const column = await fetch(`${attributes}/column?key=of&ids=true`);
  return [keys, decodeAttributeColumn(await column.arrayBuffer())];
}

it("is the same trace for every API as before", async () => {
  const paths = [
    `/api/traces/${TRACE_ID}`,
    `/api/v3/traces/${TRACE_ID}`,
    `/api/own/traces/${TRACE_ID}`,
  ];
  const before = await Promise.all(paths.map(read));
  const attributesBefore = await readAttributes();
  expect(attributesBefore).toMatchObject([
    {},
    { value: { values: ["GET /checkout", "GET /cart"] } },
  ]);
  const traceId = Buffer.from(TRACE_ID, "hex").toString("base64");
  expect(await client.call(ARCHIVE, { traceId })).toMatchObject({ code: status.OK, answers: [{}] });
  for (const table of ["spans", "trace_summaries", "resources", "scopes"]) {
    await engine.rows(`TRUNCATE TABLE spanhouse.${table}`);
  }
  expect(await Promise.all(paths.map(read))).toEqual(before);
  expect(await readAttributes()).toEqual(attributesBefore);
  const [trace] = (await client.call("jaeger.api_v2.QueryService/GetTrace", { traceId })).answers;
  expect(trace!["spans"]).toHaveLength(2);
});

it("is refused without a trace", async () => {
  const missing = await client.call(ARCHIVE, { traceId: Buffer.alloc(16, 7).toString("base64") });
  expect(missing).toMatchObject({ code: status.NOT_FOUND, details: "trace not found" });
  expect(await client.call(ARCHIVE, {})).toMatchObject({ code: status.INVALID_ARGUMENT });
});
