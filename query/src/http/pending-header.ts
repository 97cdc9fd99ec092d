import type { TraceReader } from "@spanhouse/storage";
import type { FastifyReply } from "fastify";

const PENDING_SPANS = "spanhouse-pending-spans";

/**
 * Says in a header of a search's answer how many acknowledged spans the search cannot find yet, as of now: before
 * it begins. Without the header nobody in this process knows.
 */
export function addPendingHeader(reply: FastifyReply, reader: TraceReader): void {
  const pending = reader.pending();
  if (pending !== undefined) reply.header(PENDING_SPANS, String(pending.spans));
}
