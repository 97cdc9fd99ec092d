import { CodedError } from "@spanhouse/base";
import type { FastifyInstance } from "fastify";
import { REQUESTS_IN_FLIGHT_MAX } from "../limits.ts";
import { requestKind, type RequestKind } from "./request-kind.ts";

/** Counts API requests that are being answered, each kind for itself; all APIs share one. */
export class InFlight {
  readonly #counts: Record<RequestKind, number> = { trace: 0, search: 0, rollup: 0 };

  /** Makes the routes of a scope count, and be refused with QUERY_OVERLOADED when there are too many of their kind. */
  guard(scope: FastifyInstance): void {
    scope.addHook("onRequest", (request, reply, done) => {
      const kind = requestKind(request);
      if (kind === undefined) {
        done();
        return;
      }
      if (this.#isFull(kind)) {
        done(overloaded(kind));
        return;
      }
      this.#counts[kind]++;
      // Comes exactly once, also when the client goes away, of which the framework's hooks know nothing.
      reply.raw.once("close", () => {
        this.#counts[kind]--;
      });
      done();
    });
  }

  /**
   * Counts a question that does not come over HTTP, until the returned function is called. Throws QUERY_OVERLOADED
   * when there are too many of its kind.
   */
  enter(kind: RequestKind): () => void {
    if (this.#isFull(kind)) throw overloaded(kind);
    this.#counts[kind]++;
    return () => {
      this.#counts[kind]--;
    };
  }

  #isFull(kind: RequestKind): boolean {
    return this.#counts[kind] >= REQUESTS_IN_FLIGHT_MAX[kind];
  }
}

const QUESTIONS: Readonly<Record<RequestKind, string>> = {
  trace: "reads of traces and names",
  search: "searches",
  rollup: "questions about rates, the graph and completion",
};

function overloaded(kind: RequestKind): CodedError {
  const problem = `${REQUESTS_IN_FLIGHT_MAX[kind]} ${QUESTIONS[kind]} are being answered already`;
  return new CodedError("QUERY_OVERLOADED", problem);
}
