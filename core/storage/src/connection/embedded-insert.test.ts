import { describe, expect, it } from "vitest";
import { assertFilesExist, embeddedInsertSql } from "./embedded-insert.ts";

const insert = {
  table: "`db`.`spans`",
  columns: [{ name: "name", type: "String" }],
  skipped: [{ name: "request_key", type: "String" }],
  settings: { max_threads: 1, insert_deduplication_token: "a'b" },
};

describe("embeddedInsertSql", () => {
  it("reads whole files of a folder as one list, and ranges one by one", () => {
    const only = { from: 5, count: 10 };
    const parts = [
      { path: "/spool/1.native", rows: 20 },
      { path: "/spool/2.native", rows: 20, only },
      { path: "/spool/3.native", rows: 20 },
    ];
    expect(embeddedInsertSql({ ...insert, parts })).toMatchInlineSnapshot(
      `"INSERT INTO \`db\`.\`spans\` (\`name\`) SETTINGS \`max_threads\` = 1, \`insert_deduplication_token\` = 'a\\'b' SELECT \`name\` FROM ((SELECT \`name\` FROM file('/spool/{1.native,3.native}', 'Native', '\`request_key\` String, \`name\` String')) UNION ALL (SELECT \`name\` FROM file('/spool/2.native', 'Native', '\`request_key\` String, \`name\` String') LIMIT 5, 10))"`,
    );
    expect(embeddedInsertSql({ ...insert, parts: parts.slice(0, 1) })).toMatchInlineSnapshot(
      `"INSERT INTO \`db\`.\`spans\` (\`name\`) SETTINGS \`max_threads\` = 1, \`insert_deduplication_token\` = 'a\\'b' SELECT \`name\` FROM file('/spool/1.native', 'Native', '\`request_key\` String, \`name\` String')"`,
    );
  });
});

describe("assertFilesExist", () => {
  it("names the file that is missing, so that no part of a batch is left out in silence", async () => {
    await assertFilesExist([{ path: import.meta.filename, rows: 1 }]);
    const parts = [import.meta.filename, "/nowhere/1.native"].map((path) => ({ path, rows: 1 }));
    await expect(assertFilesExist(parts)).rejects.toThrow("cannot read /nowhere/1.native");
  });
});
