import { type OwnSpanAttributes, spanIdText } from "@spanhouse/model";
import { formatAttributeValue } from "./attribute-value.ts";

/** Attributes of a trace's spans as one column per key, texts once each. */
export interface AttributeColumns {
  /** By key, sorted. */
  readonly columns: ReadonlyMap<string, AttributeColumn>;
  /** Rows from here on were not asked for. */
  readonly rowsKnown: number;
}

export interface AttributeColumn {
  readonly values: readonly string[];
  /** By row: which of `values`, or -1 without the attribute. */
  readonly of: Int32Array;
}

/** Gathers the answers about rows into columns. */
export class AttributeColumnsBuilder {
  readonly #spanId: Uint32Array;
  readonly #columns = new Map<string, { values: Map<string, number>; of: Int32Array }>();

  /** `spanId` as in TracePageColumns. */
  constructor(spanId: Uint32Array) {
    this.#spanId = spanId;
  }

  /** What was answered about the rows from `fromRow` on. What is not found there is left out. */
  add(fromRow: number, toRow: number, spans: readonly OwnSpanAttributes[]): void {
    let row = fromRow;
    for (const { spanId, attributes } of spans) {
      let at = row;
      while (at < toRow && spanIdText(this.#spanId, at) !== spanId) at++;
      if (at === toRow) continue;
      row = at + 1;
      for (const { key, value } of attributes) this.#set(at, key, formatAttributeValue(value));
    }
  }

  /** See AttributeColumns. */
  finish(rowsKnown: number): AttributeColumns {
    const keys = [...this.#columns.keys()].sort();
    const columns = keys.map((key) => {
      const { values, of } = this.#columns.get(key)!;
      return [key, { values: [...values.keys()], of }] as const;
    });
    return { columns: new Map(columns), rowsKnown };
  }

  #set(row: number, key: string, text: string): void {
    let column = this.#columns.get(key);
    if (column === undefined) {
      column = { values: new Map(), of: new Int32Array(this.#spanId.length / 2).fill(-1) };
      this.#columns.set(key, column);
    }
    const known = column.values.get(text);
    if (known === undefined) column.values.set(text, column.values.size);
    column.of[row] = known ?? column.values.size - 1;
  }
}
