import type { SpoolFile } from "./spool-file.ts";

/** What a gate is told of a file. */
export type GatedFile = Pick<SpoolFile, "name" | "sealedAtMs">;

/**
 * Says which sealed files may go into a batch: for a writer that has to wait until it knows more. Without a
 * gate a pipeline cuts a batch as soon as there is something to store.
 */
export interface BatchGate {
  /**
   * Learns of files, in the order of their sequence, among them all that it was not told of before, and says
   * how many of the leading ones may go now. Asked again when a file was sealed and after `waitMs`.
   * Rejects with errors of the disk; then it is asked again later.
   */
  look(files: readonly GatedFile[]): Promise<Ripeness>;
}

export interface Ripeness {
  /** Of the leading files. */
  readonly ripe: number;
  /** Until the next one may go; undefined when all may. */
  readonly waitMs: number | undefined;
}
