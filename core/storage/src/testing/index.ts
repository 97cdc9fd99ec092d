export { BlockTable } from "./block-table.ts";
export { expectedRow, type ExpectedRow } from "./expected-row.ts";
export { predicatesSql } from "./predicate-sql.ts";
