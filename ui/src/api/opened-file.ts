import { useSyncExternalStore } from "react";
import type { FileSummary } from "../files/file-summary.ts";
import type { FileProblem, FromFileWorker, ToFileWorker } from "../files/messages.ts";
import type { FileAnswer } from "../files/opened-file.ts";
import { text } from "../texts/open-file.ts";

/**
 * The file that somebody opened. It is read in a worker and never sent anywhere; what the pages ask of it goes the
 * way of a request, with a path of its own. There is one at a time, until the page is loaded again.
 */
export type FileState =
  | { readonly status: "none" }
  | { readonly status: "reading"; readonly name: string }
  | { readonly status: "failed"; readonly name: string; readonly problem: FileProblem }
  | {
      readonly status: "open";
      readonly name: string;
      readonly summary: FileSummary;
      /** What stands before `/traces/…` in requests about it. */
      readonly path: string;
    };

const SCHEME = "file:";

let state: FileState = { status: "none" };
let worker: Worker | undefined;
let openedCount = 0;
let askedCount = 0;
const waiting = new Map<number, (answer: Response) => void>();
const listeners = new Set<() => void>();

/** Opens a file in place of the one before. */
export function openFile(file: Blob, name: string): void {
  worker?.terminate();
  forgetQuestions();
  const path = `${SCHEME}${++openedCount}`;
  const opening = new Worker(new URL("../files/file-worker.ts", import.meta.url), {
    type: "module",
  });
  worker = opening;
  const end = (problem: FileProblem) => {
    if (worker !== opening) return;
    opening.terminate();
    worker = undefined;
    forgetQuestions();
    show({ status: "failed", name, problem });
  };
  opening.addEventListener("error", () => end("notReadToEnd"));
  opening.addEventListener("message", ({ data }: MessageEvent<FromFileWorker>) => {
    if (worker !== opening) return;
    if (data.kind === "failed") end(data.problem);
    else if (data.kind === "opened") show({ status: "open", name, summary: data.summary, path });
    else {
      waiting.get(data.id)?.(toResponse(data.answer));
      waiting.delete(data.id);
    }
  });
  show({ status: "reading", name });
  tell(opening, { kind: "open", file });
}

/** Whether a path is one of the opened file's. */
export function isFilePath(path: string): boolean {
  return path.startsWith(SCHEME);
}

/** What the opened file answers; 404 when it is not open any more. */
export function askFile(path: string): Promise<Response> {
  const asked = worker;
  if (asked === undefined || state.status !== "open" || !path.startsWith(`${state.path}/`)) {
    return Promise.resolve(gone());
  }
  const id = ++askedCount;
  const question = path.slice(state.path.length);
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    tell(asked, { kind: "ask", id, path: question });
  });
}

/** The opened file, as it is now. */
export function useOpenedFile(): FileState {
  return useSyncExternalStore(subscribe, () => state);
}

function show(next: FileState): void {
  state = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function forgetQuestions(): void {
  for (const answer of waiting.values()) answer(gone());
  waiting.clear();
}

function toResponse(answer: FileAnswer): Response {
  if (answer.status === 200) return new Response(answer.body);
  return notFound(
    answer.missing === "trace" ? text.noTraceInFile(answer.traceId) : text.noSpanInFile,
  );
}

function gone(): Response {
  return notFound(text.notOpenAnyMore);
}

function notFound(message: string): Response {
  const error = { code: "QUERY_NOT_FOUND", message };
  return new Response(JSON.stringify({ error }), { status: 404 });
}

function tell(to: Worker, message: ToFileWorker): void {
  to.postMessage(message);
}
