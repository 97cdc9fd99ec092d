import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedSql } from "../support/embedded-sql.ts";
import { storeContract } from "./store-contract.ts";

storeContract("the embedded engine", () => {
  const dataFolder = mkdtempSync(join(tmpdir(), "spanhouse-embedded-"));
  const folder = join(dataFolder, "store");
  return Promise.resolve({
    config: {},
    dataFolder,
    sql: async (text: string) => {
      // Opened for each question: the store closes the engine's last connection when it restarts.
      const sql = openEmbeddedSql(folder);
      try {
        return await sql.rows(text.replaceAll("{db}", "spanhouse"));
      } finally {
        sql.close();
      }
    },
    close: () => {
      rmSync(dataFolder, { recursive: true, force: true });
      return Promise.resolve();
    },
  });
});
