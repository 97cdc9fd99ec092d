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
    const counted = new WeakSet();
    scope.addHook("onRequest", (request, _reply, done) => {
      if (this.#count >= this.#max) {
        done(
          new CodedError("QUERY_OVERLOADED", `${this.#max} questions are being answered already`),
        );
        return;
      }
      this.#count++;
      counted.add(request);
      done();
    });
    // Also runs when the client went away.
    scope.addHook("onResponse", (request, _reply, done) => {
      if (counted.delete(request)) this.#count--;
      done();
    });
  }
}
