import type { OwnErrorBody } from "@spanhouse/model";
import type { PendingFile } from "@spanhouse/storage";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startClickHouseFront, type ClickHouseFront } from "../support/clickhouse-http-front.ts";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { newTraceId, testSpan } from "../support/test-span.ts";
import { readTraceAnswer } from "../support/trace-answer.ts";

// A server cannot read spool files of another machine, so a trace may lack what waits in them. It says so.

const traceId = newTraceId();
const file: PendingFile = {
  path: "/nowhere/1.native",
  ...{ rows: 5, bytes: 500, isUnindexed: false },
  isTried: () => false,
};

let front: ClickHouseFront;
let query: QueryOverStore;
let files: readonly PendingFile[] = [];

beforeAll(async () => {
  front = await startClickHouseFront();
  query = await startQueryOverStore({ storage: { url: front.url } });
  query.store.attachPending({
    filesOf: () => files,
    state: () => ({ spans: files.length * file.rows, oldestUnixMs: undefined }),
  });
  await query.insert([testSpan({ traceId, parentSpanId: "" })]);
});

afterAll(async () => {
  await query.close();
  await front.close();
});

async function warningsOf(id: string): Promise<readonly (readonly string[])[]> {
  const own = await readTraceAnswer(await fetch(`${query.url}/api/own/traces/${id}`));
  const answers = ["", "?raw=true"].map(async (search) => {
    const answer = await fetch(`${query.url}/api/traces/${id}${search}`);
    const { data } = (await answer.json()) as { data: { warnings: string[] | null }[] };
    return data[0]!.warnings ?? [];
  });
  return [own.warnings, ...(await Promise.all(answers))];
}

async function missing(id: string): Promise<string> {
  const answer = await fetch(`${query.url}/api/own/traces/${id}`);
  expect(answer.status).toBe(404);
  return ((await answer.json()) as OwnErrorBody).error.message;
}

it("says nothing while no file waits", async () => {
  files = [];
  expect(await warningsOf(traceId)).toEqual([[], [], []]);
  expect(await missing(newTraceId())).not.toContain("file");
});

it("says in every answer about a trace how many files were not looked at", async () => {
  files = [file, file];
  const warning = expect.stringMatching(/^2 files of spans .* were not looked at$/) as string;
  expect(await warningsOf(traceId)).toEqual([[warning], [warning], [warning]]);
});

it("says it of a trace that is not found, too", async () => {
  files = [file];
  const id = newTraceId();
  expect(await missing(id)).toMatch(new RegExp(`^there is no trace ${id}, or not yet: 1 file `));
});
