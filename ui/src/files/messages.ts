import type { FileSummary } from "./file-summary.ts";
import type { FileAnswer } from "./opened-file.ts";

/** What the page says to the worker that has the file: the file first, then questions. */
export type ToFileWorker =
  | { readonly kind: "open"; readonly file: Blob }
  | { readonly kind: "ask"; readonly id: number; readonly path: string };

/**
 * Why a file cannot be opened. The page has the words, but for what the reader of its format says of a place in it:
 * the end of a sentence, in English.
 */
export type FileProblem =
  | "unreadable"
  | "tooLarge"
  | "damagedGzip"
  | "noSpans"
  /** The worker ended, for want of memory or by a mistake of ours. */
  | "notReadToEnd"
  | { readonly found: string };

/** What the worker says. */
export type FromFileWorker =
  | { readonly kind: "opened"; readonly summary: FileSummary }
  | { readonly kind: "failed"; readonly problem: FileProblem }
  | { readonly kind: "answer"; readonly id: number; readonly answer: FileAnswer };
