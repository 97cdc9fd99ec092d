/**
 * Spans that are acknowledged and wait in spool files for their insert. A read of a trace looks into those
 * files, so that what is acknowledged is there. Whoever keeps the spool implements this; see docs/adr/0051.
 */
export interface PendingSpans {
  /** Files that may have spans of one of the traces, oldest first. */
  filesOf(traceIds: readonly string[]): readonly PendingFile[];
  state(): PendingState;
}

export interface PendingFile {
  /** Absolute path of a file of Native blocks with SPAN_COLUMNS and REQUEST_KEY_COLUMN. */
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  /** Its traces are not known, so it is among the files of each. */
  readonly isUnindexed: boolean;
  /**
   * False: none of its rows is in the store. True: an insert with it was begun, so they may be. The answer is as
   * of now; it never goes back.
   */
  isTried(): boolean;
}

export interface PendingState {
  readonly spans: number;
  /** When the oldest of them was acknowledged; undefined when there are none. */
  readonly oldestUnixMs: number | undefined;
}
