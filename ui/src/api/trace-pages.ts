import { decodeTracePage, TRACE_CONTAINER_TYPE, type TracePage } from "@spanhouse/model";
import { joinPages, PagesChangedError } from "../logic/join-pages.ts";
import { toTrace, type Trace } from "../logic/trace.ts";
import { text } from "../texts/request.ts";
import { ApiError, isNotFound, requestBytes } from "./request.ts";
import { ProgressOfPages, type TraceProgress } from "./trace-progress.ts";

/** How often a trace is asked for again when spans arrive while its pages are read. */
const ATTEMPTS = 3;

/** A trace with all of its rows, however many pages that takes. `onProgress` is called now and then when it takes long. */
export async function requestTrace(
  path: string,
  signal: AbortSignal,
  onProgress?: (progress: TraceProgress) => void,
): Promise<Trace> {
  for (let attempt = 1; ; attempt++) {
    try {
      return toTrace(joinPages(await requestPages(path, signal, onProgress)));
    } catch (error) {
      if (!(error instanceof PagesChangedError)) throw error;
      if (attempt === ATTEMPTS) throw new ApiError("CHANGED", text.keepsChanging, { cause: error });
    }
  }
}

/** The same, or undefined when there is no such trace or it has more spans than `spansMax`. */
export async function requestSmallTrace(
  path: string,
  spansMax: number,
  signal: AbortSignal,
): Promise<Trace | undefined> {
  try {
    const page = await requestPage(`${path}?count=${spansMax}`, signal);
    if (page.spanCount > spansMax) return undefined;
    const isWhole = page.count === page.spanCount;
    return isWhole ? toTrace(joinPages([page])) : await requestTrace(path, signal);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The first page says how many rows a page has and how many there are; the others are asked for at once. */
async function requestPages(
  path: string,
  signal: AbortSignal,
  onProgress?: (progress: TraceProgress) => void,
): Promise<readonly TracePage[]> {
  const progress = onProgress && new ProgressOfPages(onProgress);
  const first = await requestPage(path, signal, progress?.follow());
  if (first.count === 0 && first.spanCount > 0) throw new PagesChangedError("a page has no rows");
  const others: Promise<TracePage>[] = [];
  for (let row = first.count; row < first.spanCount; row += first.count) {
    others.push(requestPage(`${path}?from=${row}`, signal, progress?.follow()));
  }
  return [first, ...(await Promise.all(others))];
}

async function requestPage(
  path: string,
  signal: AbortSignal,
  onChunk?: (chunk: Uint8Array) => void,
): Promise<TracePage> {
  const page = decodeTracePage(await requestBytes(path, TRACE_CONTAINER_TYPE, signal, onChunk));
  if (page.ok) return page.value;
  throw new ApiError("DAMAGED", text.noTrace(page.error));
}
