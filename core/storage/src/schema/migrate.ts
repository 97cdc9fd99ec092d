import type { Engine } from "../connection/engine.ts";
import { rowReader } from "../read/row-binary.ts";
import { qualified, type Layout } from "./layout.ts";
import { bootstrapStatements, MIGRATIONS, type Migration } from "./migrations.ts";

/** Brings the schema up to date; answers the steps that ran. Safe in several processes at once. */
export async function migrate(engine: Engine, layout: Layout): Promise<readonly Migration[]> {
  for (const sql of bootstrapStatements(layout)) await engine.execute({ sql });
  const applied = await appliedNumbers(engine, layout);
  const pending = MIGRATIONS.filter(({ number }) => !applied.has(number));
  for (const migration of pending) {
    for (const sql of migration.statements(layout)) await engine.execute({ sql });
    await recordMigration(engine, layout, migration);
  }
  return pending;
}

async function appliedNumbers(engine: Engine, layout: Layout): Promise<ReadonlySet<number>> {
  const sql = `SELECT DISTINCT number FROM ${qualified(layout, "schema_migrations")}`;
  const row = rowReader(await engine.read({ sql }));
  const numbers = new Set<number>();
  while (!row.isAtEnd()) numbers.add(row.uint32());
  return numbers;
}

async function recordMigration(
  engine: Engine,
  layout: Layout,
  { number, name }: Migration,
): Promise<void> {
  await engine.execute({
    sql: `INSERT INTO ${qualified(layout, "schema_migrations")} (number, name) SELECT {number:UInt32}, {name:String}`,
    parameters: { number, name },
  });
}
