import type { ReadOptions } from "../read/read-options.ts";

/**
 * Traces that somebody wants to keep. What is archived stays for ever, and reads of traces by id find it when the
 * retention has taken the spans: all of them or some.
 */
export interface TraceArchive {
  /**
   * Copies the spans of the trace that were acknowledged before. Those that wait for their insert are waited for,
   * as long as the signal allows. Repeated, it adds what has come since, and nothing twice; two spans of a trace
   * that are equal in everything are one there. False when there is no such trace. Throws as TraceReader does.
   */
  archive(tenant: string, traceId: string, options: ArchiveOptions): Promise<boolean>;
}

export type ArchiveOptions = Required<Pick<ReadOptions, "signal">>;
