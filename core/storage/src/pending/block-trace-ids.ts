import { NativeReader } from "../trace-columns/native-reader.ts";
import { TraceFilter } from "./trace-filter.ts";

/**
 * The traces of a spool file from its beginning, for files that an earlier process wrote: the columns in front
 * of the trace ids are stepped over. Undefined when the bytes end before the ids, or are not such a file.
 *
 *   request_key String   tenant LowCardinality(String)   received_on Date   time_bucket UInt32   trace_id
 */
export function traceFilterOfHead(head: Uint8Array, rows: number): TraceFilter | undefined {
  try {
    return filterOf(new NativeReader(head), rows);
  } catch {
    // Bytes that end too early, or lengths that are none.
    return undefined;
  }
}

/** Bytes of a file of `rows` rows up to the end of its trace ids, at most, with a tenant of usual length. */
export function traceHeadBytes(rows: number): number {
  return 1_024 + rows * (REQUEST_KEY_BYTES + TENANT_BYTES + 2 + 4 + 16);
}

const REQUEST_KEY_BYTES = 17;
const TENANT_BYTES = 1;

function filterOf(reader: NativeReader, rows: number): TraceFilter | undefined {
  reader.varint();
  if (reader.varint() !== rows) return undefined;
  for (;;) {
    const name = reader.text();
    const type = reader.text();
    if (name === "trace_id") return type === "FixedString(16)" ? idsOf(reader, rows) : undefined;
    const isKnown = stepOver(reader, type, rows);
    if (!isKnown) return undefined;
  }
}

function idsOf(reader: NativeReader, rows: number): TraceFilter | undefined {
  const bytes = Uint8Array.from(reader.take(rows * 16));
  if (bytes.length < rows * 16) return undefined;
  return TraceFilter.of(new Int32Array(bytes.buffer), rows);
}

function stepOver(reader: NativeReader, type: string, rows: number): boolean {
  switch (type) {
    case "String":
      for (let row = 0; row < rows; row++) reader.take(reader.varint());
      return true;
    case "LowCardinality(String)":
      reader.lowCardinality(rows, () => reader.text());
      return true;
    case "Date":
      reader.take(rows * 2);
      return true;
    case "UInt32":
      reader.take(rows * 4);
      return true;
    default:
      return false;
  }
}
