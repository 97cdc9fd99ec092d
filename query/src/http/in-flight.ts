import { CodedError } from "@spanhouse/base";
import type { FastifyInstance } from "fastify";
import { REQUESTS_IN_FLIGHT_MAX } from "../limits.ts";

/** Counts API requests that are being answered; all APIs share one. */
export class InFlight {
  readonly #max: number;
  #count = 0;

  constructor(max: number = REQUESTS_IN_FLIGHT_MAX) {
    this.#max = max;
  }

  /** Makes the routes of a scope count, and be refused with QUERY_OVERLOADED when there are too many. */
  guard(scope: FastifyInstance): void {
    scope.addHook("onRequest", (_request, reply, done) => {
      if (this.#count >= this.#max) {
        done(
          new CodedError("QUERY_OVERLOADED", `${this.#max} questions are being answered already`),
        );
        return;
      }
      this.#count++;
      // Comes exactly once, also when the client goes away, of which the framework's hooks know nothing.
      reply.raw.once("close", () => {
        this.#count--;
      });
      done();
    });
  }

  /**
   * Counts a question that does not come over HTTP, until the returned function is called. Throws QUERY_OVERLOADED
   * when there are too many.
   */
  enter(): () => void {
    if (this.#count >= this.#max) {
      throw new CodedError("QUERY_OVERLOADED", `${this.#max} questions are being answered already`);
    }
    this.#count++;
    return () => {
      this.#count--;
    };
  }
}
