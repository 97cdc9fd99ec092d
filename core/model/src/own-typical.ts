/** `GET /api/own/typical`: what the traces of an operation have in common. Durations are microseconds. */
export interface OwnTypicalTrace {
  /** Of the root span. */
  readonly service: string;
  readonly operation: string;
  /** What was counted, the shortest first. */
  readonly traces: readonly OwnTypicalTraceFacts[];
  /** Traces that were read and not counted: spans are missing, or there are too many. */
  readonly leftOutCount: number;
  /** A path comes after the one it continues. */
  readonly paths: readonly OwnTypicalPath[];
  /** Not all traces that were found were counted: why, for people. Absent when they were. */
  readonly partial?: string;
  /** Sentences for people, `partial` among them; empty when all is well. */
  readonly warnings: readonly string[];
}

export interface OwnTypicalTraceFacts {
  readonly traceId: string;
  /** Of the root span: what they are sorted by. */
  readonly rootUs: number;
  /** From the earliest start to the latest end. */
  readonly durationUs: number;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly serviceCount: number;
  /** Levels of the tree. */
  readonly depth: number;
}

/** Spans that are reached from the root by the same names; see span-paths.ts. */
export interface OwnTypicalPath {
  /** Place in `paths` of the path that it continues, -1 for the root. */
  readonly parent: number;
  readonly service: string;
  readonly operation: string;
  readonly kind: number;
  /** Traces that have it. */
  readonly traceCount: number;
  /** Spans per trace. */
  readonly spanCount: OwnTypicalFigure;
  /** Spans with an error per trace. */
  readonly errorCount: OwnTypicalFigure;
  readonly totalUs: OwnTypicalFigure;
  /** Without the time in which children ran. */
  readonly selfUs: OwnTypicalFigure;
  /** Time for which the trace waited for these spans; the means of all paths sum up to the mean duration. */
  readonly criticalUs: OwnTypicalFigure;
  /** When the first of them began, since the start of the trace: median. */
  readonly startUs: number;
}

/** Of the traces that have the path; the mean is of all traces, 0 for those without. */
export interface OwnTypicalFigure {
  readonly p05: number;
  readonly p50: number;
  readonly p95: number;
  readonly mean: number;
}
