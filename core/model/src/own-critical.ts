import type { OwnErrorBody } from "./own-api.ts";

/**
 * `GET /api/own/critical`: what the traces of a search waited for. A trace counts with its critical path, whose
 * pieces sum up to the duration of its root span. Durations are microseconds.
 */
export interface OwnCriticalTime {
  /** Which traces were taken first: the order of the search. */
  readonly order: string;
  /** Traces that were counted. */
  readonly traceCount: number;
  /** More traces match than were taken. */
  readonly limited: boolean;
  /** Critical time of all traces together. */
  readonly totalUs: number;
  /** Of one trace: quantiles of all that were counted; 0 without any. */
  readonly p50Us: number;
  readonly p95Us: number;
  /** The most critical time first; without those that no trace waited for. */
  readonly operations: readonly OwnCriticalOperation[];
  /** A path comes after the one it continues. */
  readonly paths: readonly OwnCriticalPath[];
  /** Not all traces that were taken were counted: why, for people. Absent when they were. */
  readonly partial?: string;
  /** Sentences for people, `partial` among them; empty when all is well. */
  readonly warnings: readonly string[];
}

/** Time that traces waited for some of their spans themselves, and not for what those called. */
export interface OwnCriticalShare {
  /** Traces that waited for them. */
  readonly traceCount: number;
  /** Such spans in all traces that were counted, waited for or not. */
  readonly spanCount: number;
  /** In all traces together. */
  readonly totalUs: number;
  /** Per trace, of those that waited; 0 when none did. */
  readonly p50Us: number;
  readonly p95Us: number;
  /** What `p95Us` of all traces would be at best, were this time 0: something else may turn out to be waited for. */
  readonly p95WithoutUs: number;
  /** Where one trace waited longest, and which of the spans it waited for longest. Absent when none waited. */
  readonly worst?: { readonly traceId: string; readonly spanId: string; readonly us: number };
}

export interface OwnCriticalOperation extends OwnCriticalShare {
  readonly service: string;
  readonly operation: string;
}

/** Spans that are reached from the root by the same names; see span-paths.ts. */
export interface OwnCriticalPath extends OwnCriticalShare {
  /** Place in `paths` of the path that it continues, -1 for a root. */
  readonly parent: number;
  readonly service: string;
  readonly operation: string;
  readonly kind: number;
  /** The same with all below it: what is won at most by not calling it at all. */
  readonly withBelow: { readonly totalUs: number; readonly p95WithoutUs: number };
}

/** A line of `GET /api/own/critical/stream`: how far it is, now and then, and at last the answer or what went wrong. */
export type OwnCriticalLine =
  | { readonly progress: { readonly readCount: number; readonly foundCount: number } }
  | { readonly answer: OwnCriticalTime }
  | OwnErrorBody;
