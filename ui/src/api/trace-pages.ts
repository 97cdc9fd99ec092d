import { decodeTracePage, TRACE_CONTAINER_TYPE, type TracePage } from "@spanhouse/model";
import { joinPages, PagesChangedError } from "../logic/join-pages.ts";
import { toTrace, type Trace } from "../logic/trace.ts";
import { ApiError, requestBytes } from "./request.ts";

/** How often a trace is asked for again when spans arrive while its pages are read. */
const ATTEMPTS = 3;

/** A trace with all of its rows, however many pages that takes. */
export async function requestTrace(path: string, signal: AbortSignal): Promise<Trace> {
  for (let attempt = 1; ; attempt++) {
    try {
      return toTrace(joinPages(await requestPages(path, signal)));
    } catch (error) {
      if (!(error instanceof PagesChangedError) || attempt === ATTEMPTS) throw error;
    }
  }
}

async function requestPages(path: string, signal: AbortSignal): Promise<readonly TracePage[]> {
  const pages = [await requestPage(path, signal)];
  let rows = pages[0]!.count;
  while (rows < pages[0]!.spanCount) {
    const page = await requestPage(`${path}?from=${rows}`, signal);
    if (page.count === 0) throw new PagesChangedError("the trace became shorter");
    pages.push(page);
    rows += page.count;
  }
  return pages;
}

async function requestPage(path: string, signal: AbortSignal): Promise<TracePage> {
  const page = decodeTracePage(await requestBytes(path, TRACE_CONTAINER_TYPE, signal));
  if (page.ok) return page.value;
  throw new ApiError("DAMAGED", `The answer is not a trace: ${page.error}.`);
}
