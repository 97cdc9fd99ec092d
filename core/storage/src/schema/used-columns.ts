import { identifier } from "../connection/sql-literal.ts";
import { onCluster, qualified, type Layout } from "./layout.ts";
import { PROMOTED_SPAN_ATTRIBUTES } from "./promoted-attributes.ts";
import { RARE_COLUMNS, type RareColumns } from "./rare-columns.ts";
import { traceSummariesSelect } from "./views.ts";

/**
 * More columns that many traces do not use, beside RARE_COLUMNS, whose bits mean the same here: single ones, and
 * each promoted attribute. Rows of summaries from before this existed say that every one of them is used.
 *
 * `bit` is part of the stored format: append only. Bits from PROMOTED_BIT on are of promoted attributes, by place in
 * their list, which only grows.
 */
const SINGLE_COLUMNS = {
  status_message: { bit: 8, isUsed: "notEmpty(status_message)" },
  flags: { bit: 9, isUsed: "flags != 0" },
  trace_state: { bit: 10, isUsed: "notEmpty(trace_state)" },
  dropped_attributes_count: { bit: 11, isUsed: "dropped_attributes_count != 0" },
  dropped_events_count: { bit: 12, isUsed: "dropped_events_count != 0" },
  dropped_links_count: { bit: 13, isUsed: "dropped_links_count != 0" },
  attributes_int: { bit: 14, isUsed: "notEmpty(attributes_int)" },
} as const;

const PROMOTED_BIT = 20;

/** A group of RARE_COLUMNS, or the name of a column. */
export type UsedColumns = RareColumns | keyof typeof SINGLE_COLUMNS | (string & {});

const BITS: ReadonlyMap<UsedColumns, { readonly bit: number; readonly isUsed: string }> = new Map([
  ...Object.entries(RARE_COLUMNS),
  ...Object.entries(SINGLE_COLUMNS),
  ...PROMOTED_SPAN_ATTRIBUTES.map(({ key, type }, place) => {
    const column = identifier(key);
    const isUsed = type === "uint16" ? `${column} != 0` : `notEmpty(${column})`;
    return [key, { bit: PROMOTED_BIT + place, isUsed }] as const;
  }),
]);

/** Everything that a trace may use. */
export const ALL_USED_COLUMNS: ReadonlySet<UsedColumns> = new Set(BITS.keys());

/** The bits of a summary that say so. */
export const ALL_USED_COLUMNS_BITS = 2n ** 64n - 1n;

/** What the bits of a summary say is used. */
export function usedColumnsOf(bits: bigint): ReadonlySet<UsedColumns> {
  return new Set(
    [...BITS].filter(([, { bit }]) => (bits & (1n << BigInt(bit))) !== 0n).map(([name]) => name),
  );
}

/** SQL for the bits of one span. */
function usedColumnsExpression(): string {
  return [...BITS.values()]
    .map(({ bit, isUsed }) => `(${isUsed}) * ${2n ** BigInt(bit)}`)
    .join(" + ");
}

/** The groups of RARE_COLUMNS as the row has them, and all other bits. */
const ALL_OF_OLD_ROWS = "bitOr(toUInt64(rare_columns), 18446744073709551584)";

/** The column in summaries, and the view that fills it. */
export function addUsedColumns(layout: Layout): readonly string[] {
  const summaries = qualified(layout, "trace_summaries");
  const view = qualified(layout, "trace_summaries_view");
  const used = `groupBitOr(toUInt64(${usedColumnsExpression()})) AS used_columns`;
  const select = traceSummariesSelect([used]).replace("{source}", qualified(layout, "spans"));
  return [
    `ALTER TABLE ${summaries}${onCluster(layout)} ADD COLUMN IF NOT EXISTS used_columns ` +
      `SimpleAggregateFunction(groupBitOr, UInt64) DEFAULT ${ALL_OF_OLD_ROWS} CODEC(ZSTD(1))`,
    // In place, so that no insert finds the table without its view.
    // Dropped and made again, as a changed query would not survive: after the next start of the engine, repeated
    // inserts would not be recognised in the table behind it.
    `DROP VIEW IF EXISTS ${view}${onCluster(layout)} SYNC`,
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${view}${onCluster(layout)}\nTO ${qualified(layout, "trace_summaries")} AS\n${select}`,
  ];
}
