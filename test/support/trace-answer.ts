import { decodeTracePage, TRACE_CONTAINER_TYPE, type TracePage } from "@spanhouse/model";

/** The page of a trace that an answer of the own API holds; fails when it holds something else. */
export async function readTraceAnswer(answer: Response): Promise<TracePage> {
  const type = answer.headers.get("content-type");
  if (answer.status !== 200 || type !== TRACE_CONTAINER_TYPE) {
    throw new Error(`not a trace: ${answer.status} ${type ?? ""} ${await answer.text()}`);
  }
  const page = decodeTracePage(await answer.arrayBuffer());
  if (!page.ok) throw new Error(page.error);
  return page.value;
}
