import { describe, expect, it } from "vitest";
import type { Layout } from "./layout.ts";
import { bootstrapStatements, MIGRATIONS } from "./migrations.ts";
import { retentionStatements } from "./retention.ts";

/** All SQL that makes a store, as one script; its snapshots are what is released. */
function script(layout: Layout): string {
  return [
    ...bootstrapStatements(layout),
    ...MIGRATIONS.flatMap((migration) => migration.statements(layout)),
    ...retentionStatements(layout, 7).values(),
  ]
    .map((sql) => `${sql};\n`)
    .join("\n");
}

describe("the migrations", () => {
  it("make this schema on a single server", async () => {
    const sql = script({ database: "spanhouse", cluster: "" });
    await expect(sql).toMatchFileSnapshot("__snapshots__/single-server.sql");
  });

  it("make this schema on the replicas of a cluster", async () => {
    const sql = script({ database: "spanhouse", cluster: "main" });
    await expect(sql).toMatchFileSnapshot("__snapshots__/cluster.sql");
  });

  it("have numbers that rise from 1", () => {
    const numbers = MIGRATIONS.map(({ number }) => number);
    expect(numbers[0]).toBe(1);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });

  it("create nothing that a second process may have created already", () => {
    const statements = script({ database: "spanhouse", cluster: "" }).split(";\n");
    for (const sql of statements.filter((one) => one.trim().startsWith("CREATE"))) {
      expect(sql).toContain("IF NOT EXISTS");
    }
  });

  it("give every table the deduplication window of its layout", () => {
    for (const [cluster, window] of [
      ["", "non_replicated_deduplication_window"],
      ["main", "replicated_deduplication_window"],
    ] as const) {
      const tables = script({ database: "spanhouse", cluster })
        .split(";\n")
        .filter((one) => one.includes("CREATE TABLE"));
      // All but the list of migrations and the archive expire.
      expect(tables).toHaveLength(
        retentionStatements({ database: "spanhouse", cluster }, 7).size + 2,
      );
      for (const sql of tables) expect(sql).toContain(`${window} = 10000`);
    }
  });
});
