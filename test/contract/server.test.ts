import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@clickhouse/client";
import { describe, it } from "vitest";
import { storeContract } from "./store-contract.ts";

/** On a real server when `CLICKHOUSE_URL` names one, in a database that is dropped at the end. */
const url = process.env["CLICKHOUSE_URL"];

if (url === undefined) {
  describe("the store on a ClickHouse server", () => {
    it.skip("runs when CLICKHOUSE_URL is set", () => undefined);
  });
} else {
  storeContract("a ClickHouse server", () => {
    const database = `spanhouse_contract_${Date.now().toString(36)}`;
    const username = process.env["CLICKHOUSE_USER"] ?? "default";
    const password = process.env["CLICKHOUSE_PASSWORD"] ?? "";
    const dataFolder = mkdtempSync(join(tmpdir(), "spanhouse-server-"));
    const client = createClient({ url, username, password });
    return Promise.resolve({
      config: { url, database, username, password },
      dataFolder,
      sql: async (text: string) => {
        const query = text.replaceAll("{db}", database);
        if (!query.startsWith("SELECT")) {
          await client.command({ query });
          return [];
        }
        const answer = await client.query({ query, format: "JSONCompactStringsEachRow" });
        return answer.json<string[]>();
      },
      close: async () => {
        await client.command({ query: `DROP DATABASE IF EXISTS ${database} SYNC` });
        await client.close();
        rmSync(dataFolder, { recursive: true, force: true });
      },
    });
  });
}
