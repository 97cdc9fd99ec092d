import { toHex } from "@spanhouse/base";
import { NativeReader, type LowCardinalityColumn } from "../trace-columns/native-reader.ts";
import type { RedExemplar } from "./red-reader.ts";
import type { RedColumns } from "./red-sql.ts";

/** A block of rows of a rollup as columns. Rows of one key may come several times. */
export interface RedRows {
  readonly count: number;
  /** The series of each row: its number in `SeriesNames`. */
  readonly series: Int32Array;
  readonly times: Uint32Array;
  readonly weights: Float64Array;
  readonly errorWeights: Float64Array;
  readonly durationSumsNano: Float64Array;
  /** Absent without bins. */
  readonly bins?: RedBins;
  /** Of a row; undefined when there is none. */
  exemplar(row: number): RedExemplar | undefined;
  errorExemplar(row: number): RedExemplar | undefined;
}

/**
 * The bins of row `r`, with their weights, are number `ends[r - 1]` (0 for the first) to `ends[r]`. They are most of
 * what the engine answers, so they are read where they are: bin `i`, 16 bits, at `binsAt + 2 * i` of `bytes`, and its
 * weight, a double, at `weightsAt + 8 * i`, both with the lowest byte first.
 */
export interface RedBins {
  readonly ends: Uint32Array;
  readonly bytes: DataView;
  readonly binsAt: number;
  readonly weightsAt: number;
}

/** Numbers the series of an answer in the order in which they are first seen. */
export class SeriesNames {
  readonly services: string[] = [];
  readonly operations: string[] = [];
  readonly #numbers = new Map<string, Map<string, number>>();

  get count(): number {
    return this.services.length;
  }

  numberOf(service: string, operation: string): number {
    const ofService = this.#numbers.get(service) ?? new Map<string, number>();
    this.#numbers.set(service, ofService);
    let number = ofService.get(operation);
    if (number === undefined) {
      number = this.services.length;
      ofService.set(operation, number);
      this.services.push(service);
      this.operations.push(operation);
    }
    return number;
  }
}

/** Reads a result of `redColumns` in Native format. */
export function readRedRows(
  bytes: Uint8Array,
  columns: RedColumns,
  names: SeriesNames,
): readonly RedRows[] {
  const reader = new NativeReader(bytes);
  const blocks: RedRows[] = [];
  while (!reader.isAtEnd()) {
    reader.varint();
    const count = reader.varint();
    blocks.push(readBlock(reader, count, columns, names));
  }
  return blocks;
}

function readBlock(
  reader: NativeReader,
  count: number,
  columns: RedColumns,
  names: SeriesNames,
): RedRows {
  const services = column(reader, () => texts(reader, count));
  const operations = columns.operation ? column(reader, () => texts(reader, count)) : undefined;
  const numbers = (size: number): ArrayBuffer =>
    column(reader, () => aligned(reader, count * size));
  const times = new Uint32Array(numbers(4));
  const weights = new Float64Array(numbers(8));
  const errorWeights = new Float64Array(numbers(8));
  const durationSumsNano = new Float64Array(numbers(8));
  const bins = columns.bins ? column(reader, () => binsOf(reader, count)) : undefined;
  const none = (): undefined => undefined;
  return {
    ...{ count, times, weights, errorWeights, durationSumsNano },
    series: seriesOf(count, names, services, operations),
    ...(bins === undefined ? {} : { bins }),
    exemplar: columns.exemplars ? column(reader, () => exemplarsOf(reader, count)) : none,
    errorExemplar: columns.exemplars ? column(reader, () => exemplarsOf(reader, count)) : none,
  };
}

/** Steps over the name and type of a column; the SELECT is ours and says them. */
function column<T>(reader: NativeReader, read: () => T): T {
  reader.text();
  reader.text();
  return read();
}

function texts(reader: NativeReader, rows: number): LowCardinalityColumn {
  return reader.lowCardinality(rows, () => reader.text());
}

/** A copy, because the position in the result is seldom aligned. */
function aligned(reader: NativeReader, size: number): ArrayBuffer {
  return new Uint8Array(reader.take(size)).buffer;
}

const BIN_BYTES = 2;
const WEIGHT_BYTES = 8;

function binsOf(reader: NativeReader, rows: number): RedBins {
  const ends = reader.arrayEnds(rows);
  const pairs = ends[rows - 1] ?? 0;
  const data = reader.take(pairs * (BIN_BYTES + WEIGHT_BYTES));
  const bytes = new DataView(data.buffer, data.byteOffset, data.length);
  return { ends, bytes, binsAt: 0, weightsAt: pairs * BIN_BYTES };
}

/** Each pair of texts of the block is looked up once. */
function seriesOf(
  count: number,
  names: SeriesNames,
  services: LowCardinalityColumn,
  operations: LowCardinalityColumn | undefined,
): Int32Array {
  const series = new Int32Array(count);
  const known = new Map<number, number>();
  for (let row = 0; row < count; row++) {
    const service = services.positions[row]!;
    const operation = operations?.positions[row] ?? 0;
    const pair = service * (operations?.keys.length ?? 1) + operation;
    let number = known.get(pair);
    if (number === undefined) {
      number = names.numberOf(services.keys[service]!, operations?.keys[operation] ?? "");
      known.set(pair, number);
    }
    series[row] = number;
  }
  return series;
}

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

/** A tuple's elements are columns of their own, one after the other. */
function exemplarsOf(reader: NativeReader, rows: number): (row: number) => RedExemplar | undefined {
  const durationsNano = new BigInt64Array(aligned(reader, rows * 8));
  const traceIds = reader.take(rows * TRACE_ID_BYTES);
  const spanIds = reader.take(rows * SPAN_ID_BYTES);
  return (row) => {
    const durationNano = Number(durationsNano[row]!);
    if (durationNano < 0) return undefined;
    return {
      traceId: toHex(traceIds, row * TRACE_ID_BYTES, (row + 1) * TRACE_ID_BYTES),
      spanId: toHex(spanIds, row * SPAN_ID_BYTES, (row + 1) * SPAN_ID_BYTES),
      durationNano,
    };
  };
}
