import type { FileSummary } from "./file-summary.ts";
import type { FileAnswer } from "./opened-file.ts";

/** What the page says to the worker that has the file: the file first, then questions. */
export type ToFileWorker =
  | { readonly kind: "open"; readonly file: Blob }
  | { readonly kind: "ask"; readonly id: number; readonly path: string };

/** What the worker says. */
export type FromFileWorker =
  | { readonly kind: "opened"; readonly summary: FileSummary }
  /** Why the file cannot be opened, as the end of a sentence. */
  | { readonly kind: "failed"; readonly problem: string }
  | { readonly kind: "answer"; readonly id: number; readonly answer: FileAnswer };
