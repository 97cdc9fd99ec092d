import { err, ok, type Result } from "@spanhouse/base";

/** A part of a query: from `start` to before `end`, in UTF-16 units from its beginning. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * Why a query has no answer:
 *
 *   syntax       it is not TraceQL
 *   type         it is, but what it compares or computes does not go together
 *   unsupported  it means something that is not answered here
 */
export interface TraceqlError {
  readonly type: "syntax" | "type" | "unsupported";
  /** What is wrong, without the place. */
  readonly message: string;
  readonly place: Place;
  /** Of the beginning of the place, from 1. */
  readonly line: number;
  /** In characters (code points), from 1. */
  readonly column: number;
}

/** Thrown within this room, where a query is wrong; every function that it offers returns the error instead. */
export class TraceqlFault extends Error {
  override readonly name = "TraceqlFault";
  readonly type: TraceqlError["type"];
  readonly place: Place;

  constructor(type: TraceqlError["type"], message: string, { start, end }: Place) {
    super(message);
    this.type = type;
    this.place = { start, end };
  }
}

/** What is read from `text`, or the fault that was thrown meanwhile as an error. */
export function readOrFault<T>(text: string, read: () => T): Result<T, TraceqlError> {
  try {
    return ok(read());
  } catch (fault) {
    if (fault instanceof TraceqlFault) return err(toTraceqlError(fault, text));
    throw fault;
  }
}

function toTraceqlError({ type, message, place }: TraceqlFault, text: string): TraceqlError {
  const before = text.slice(0, place.start).split("\n");
  const column = Array.from(before.at(-1)!).length + 1;
  return { type, message, place, line: before.length, column };
}

/** One sentence for people, with the place: as Tempo writes it. */
export function describeTraceqlError({ type, message, line, column }: TraceqlError): string {
  const kind = { syntax: "syntax error: ", type: "", unsupported: "unsupported: " }[type];
  return `parse error at line ${line}, col ${column}: ${kind}${message}`;
}
