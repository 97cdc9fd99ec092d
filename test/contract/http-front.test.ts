import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startClickHouseFront } from "../support/clickhouse-http-front.ts";
import { storeContract } from "./store-contract.ts";
import type { EngineUnderTest } from "./store-under-test.ts";

const start = async (): Promise<EngineUnderTest> => {
  const front = await startClickHouseFront();
  const dataFolder = mkdtempSync(join(tmpdir(), "spanhouse-http-"));
  return {
    config: { url: front.url },
    dataFolder,
    sql: (text: string) => front.sql.rows(text.replaceAll("{db}", "spanhouse")),
    close: async () => {
      await front.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
};

storeContract("an engine behind HTTP", start, "connection");
