import type { FastifyRequest } from "fastify";

/** The parameters of a request. Nothing a client writes makes this throw: what cannot be decoded stays as it is. */
export function queryOf(request: FastifyRequest): URLSearchParams {
  const mark = request.url.indexOf("?");
  return new URLSearchParams(mark < 0 ? "" : request.url.slice(mark + 1));
}
