import { assert } from "@spanhouse/base";
import type { Engine, Query } from "../connection/engine.ts";
import { COMPLETIONS_MAX } from "../limits.ts";
import { answered } from "../read/answered.ts";
import type { ReadOptions } from "../read/read-options.ts";
import { READ_SETTINGS } from "../read/read-settings.ts";
import { rowReader, type RowReader } from "../read/row-binary.ts";
import type { Layout } from "../schema/layout.ts";
import { ATTRIBUTE_LEVELS, COMPLETED_TYPES } from "./attribute-codes.ts";
import type {
  CompletedName,
  CompletionAnswer,
  CompletionQuestion,
  CompletionReader,
} from "./completion-reader.ts";
import { keysQuery, operationsQuery, servicesQuery, valuesQuery } from "./completion-sql.ts";

/** Answers while somebody types; what each method promises is in completion-reader.ts. */
export function completionReader(engine: Engine, layout: Layout): CompletionReader {
  async function read<Item>(
    { limit }: CompletionQuestion,
    query: Query,
    item: (row: RowReader) => Item,
    options: ReadOptions | undefined,
  ): Promise<CompletionAnswer<Item>> {
    assert(limit > 0 && limit <= COMPLETIONS_MAX, "completions have a limit");
    const { signal } = options ?? {};
    const asked = { settings: READ_SETTINGS, ...(signal === undefined ? {} : { signal }) };
    const row = rowReader(await answered(() => engine.read(query, { ...asked, lane: "rollup" })));
    const items: Item[] = [];
    while (!row.isAtEnd()) items.push(item(row));
    return { items: items.slice(0, limit), limited: items.length > limit };
  }

  const name = (row: RowReader): CompletedName => ({ name: row.text() });
  return {
    keys: (question, options) =>
      read(
        question,
        keysQuery(layout, question),
        (row) => ({
          key: row.text(),
          level: ATTRIBUTE_LEVELS[row.uint8()]!,
          types: row.array(() => COMPLETED_TYPES[row.uint8()]!),
        }),
        options,
      ),
    values: (question, options) =>
      read(
        question,
        valuesQuery(layout, question),
        (row) => ({ text: row.text(), type: COMPLETED_TYPES[row.uint8()]! }),
        options,
      ),
    services: (question, options) => read(question, servicesQuery(layout, question), name, options),
    operations: (question, options) =>
      read(question, operationsQuery(layout, question), name, options),
  };
}
