import {
  encodeJaegerData,
  encodeJaegerError,
  encodeJaegerList,
  encodeJaegerTraces,
  type JaegerAnswerError,
  type JaegerTraceSource,
} from "@spanhouse/wire";
import type { FastifyReply, FastifyRequest } from "fastify";
import { queryOf } from "../http/query-string.ts";
import { sendPieces } from "../http/send-pieces.ts";
import { wantsPretty } from "../params/search-params.ts";

/** The ways in which Jaeger's API answers, indented when the request asks for it. */

/** A list, with its length as the total. */
export function sendList(
  request: FastifyRequest,
  reply: FastifyReply,
  data: readonly unknown[],
): FastifyReply {
  const text = encodeJaegerList(data, wantsPretty(queryOf(request)));
  return asJson(reply).send(Buffer.from(text));
}

/** Data without a total. */
export function sendData(
  request: FastifyRequest,
  reply: FastifyReply,
  data: unknown,
  errors: readonly JaegerAnswerError[] | null = null,
): FastifyReply {
  const text = encodeJaegerData(data, errors, wantsPretty(queryOf(request)));
  return asJson(reply).send(Buffer.from(text));
}

/** JSON without the envelope. */
export function sendBare(request: FastifyRequest, reply: FastifyReply, body: object): FastifyReply {
  const indent = wantsPretty(queryOf(request)) ? 4 : 0;
  return asJson(reply).send(Buffer.from(JSON.stringify(body, null, indent)));
}

export function sendTraces(
  request: FastifyRequest,
  reply: FastifyReply,
  traces: readonly JaegerTraceSource[],
  errors: readonly JaegerAnswerError[],
): FastifyReply {
  const pretty = wantsPretty(queryOf(request));
  return sendPieces(asJson(reply), encodeJaegerTraces(traces, errors, pretty));
}

/** Jaeger writes errors as JSON but calls them text. */
export function sendError(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply
    .code(status)
    .header("content-type", "text/plain; charset=utf-8")
    .send(encodeJaegerError(status, message));
}

function asJson(reply: FastifyReply): FastifyReply {
  return reply.header("content-type", "application/json").header("cache-control", "no-store");
}
