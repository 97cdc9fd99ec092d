import { err, ok, type Result } from "@spanhouse/base";
import { decodeTraceFile, type TraceFile } from "@spanhouse/wire/trace-file";
import { FILE_SPANS_MAX } from "./limits.ts";
import type { FileProblem, FromFileWorker, ToFileWorker } from "./messages.ts";
import { OpenedFile } from "./opened-file.ts";
import { readBytes } from "./read-bytes.ts";

/** Reads a file beside the page, which stays responsive, keeps its spans and answers questions about them. */

let opened: OpenedFile | undefined;

self.addEventListener("message", ({ data }: MessageEvent<ToFileWorker>) => {
  if (data.kind === "open") void open(data.file);
  else if (opened !== undefined) {
    const answer = opened.answer(data.path);
    const isBytes = answer.status === 200 && typeof answer.body !== "string";
    say({ kind: "answer", id: data.id, answer }, isBytes ? [answer.body.buffer] : []);
  }
});

async function open(file: Blob): Promise<void> {
  const read = await readTraces(file);
  if (read.ok) {
    opened = new OpenedFile(read.value);
    say({ kind: "opened", summary: opened.summary });
  } else say({ kind: "failed", problem: read.error });
}

async function readTraces(file: Blob): Promise<Result<TraceFile, FileProblem>> {
  const bytes = await readBytes(file).catch(() => err("unreadable" as const));
  if (!bytes.ok) return bytes;
  const read = decodeTraceFile(bytes.value, FILE_SPANS_MAX);
  if (read.spans.length > 0) return ok(read);
  const [found] = read.problems;
  return err(found === undefined ? "noSpans" : { found });
}

function say(message: FromFileWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}
