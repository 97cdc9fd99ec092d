import { mkdtempSync, writeFileSync, unlinkSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedSql, type EmbeddedSql } from "./embedded-sql.ts";
import { toEmbeddedQuery } from "./clickhouse-http-query.ts";

/**
 * The embedded engine behind as much of ClickHouse's HTTP interface as `@clickhouse/client` needs, so that
 * the real client runs over a real socket where no server is installed. And a server that fails on demand,
 * which a real one does not.
 */
export interface ClickHouseFront {
  readonly url: string;
  /** SQL past HTTP, for looking behind the store. */
  readonly sql: EmbeddedSql;
  /** Every request from here on goes wrong in this way, until `heal`. */
  fail(fault: FrontFault): void;
  heal(): void;
  close(): Promise<void>;
}

export type FrontFault =
  /** Does what was asked and closes the connection instead of answering. */
  | "closeAfterExecuting"
  /** Closes the connection and does nothing. */
  | "closeBeforeExecuting"
  /** Answers 500 without a ClickHouse exception, as a proxy would. */
  | "answer500"
  /** Answers as a server that is short of memory. */
  | "memoryLimit"
  /** Never answers. */
  | "hang";

/** Starts it on a free port of this machine, over a new empty engine. One per process. */
export async function startClickHouseFront(): Promise<ClickHouseFront> {
  const folder = mkdtempSync(join(tmpdir(), "spanhouse-front-"));
  const sql = openEmbeddedSql(join(folder, "engine"));
  let fault: FrontFault | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const server = createServer((request, response) => {
    // A connection of the engine runs one query at a time.
    queue = queue.then(() => answer({ sql, folder, fault }, request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sql,
    fail: (next) => (fault = next),
    heal: () => (fault = undefined),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await queue;
      sql.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Front {
  readonly sql: EmbeddedSql;
  readonly folder: string;
  readonly fault: FrontFault | undefined;
}

async function answer(
  { sql, folder, fault }: Front,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (fault === "hang") return;
  if (fault === "closeBeforeExecuting") return void request.socket.destroy();
  if (fault === "answer500") return void response.writeHead(500).end("upstream is gone");
  if (fault === "memoryLimit") {
    refuse(response, MEMORY_LIMIT);
    return;
  }
  const bodyFile = join(folder, "body.native");
  const url = new URL(request.url ?? "/", "http://front");
  const query = toEmbeddedQuery(url.searchParams, body, bodyFile);
  if (query.bodyInFile !== undefined) writeFileSync(bodyFile, query.bodyInFile);
  try {
    const result = await sql.bytes(query.sql, query.format);
    if (fault === "closeAfterExecuting") return void request.socket.destroy();
    response.writeHead(200, {
      "Content-Type": "application/octet-stream",
      "X-ClickHouse-Summary": JSON.stringify({ read_rows: "0", written_rows: "0" }),
      "X-ClickHouse-Format": query.format,
    });
    response.end(result);
  } catch (error) {
    refuse(response, error instanceof Error ? error.message : String(error));
  } finally {
    if (query.bodyInFile !== undefined) unlinkSync(bodyFile);
  }
}

const MEMORY_LIMIT =
  "Code: 241. DB::Exception: Memory limit (total) exceeded: would use 1.00 GiB. (MEMORY_LIMIT_EXCEEDED) (version 26.7.2.1)";

function refuse(response: ServerResponse, message: string): void {
  const code = /Code: (\d+)/.exec(message)?.[1] ?? "1001";
  response.writeHead(500, { "X-ClickHouse-Exception-Code": code });
  response.end(message);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    // The client gave up in the middle: there is nobody to answer.
  }
  return Buffer.concat(chunks);
}
