import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { TlsOptions } from "node:tls";
import {
  DOOR_CONNECTIONS_MAX,
  HTTP_HEADER_BYTES_MAX,
  HTTP_HEADERS_TIMEOUT_MS,
  HTTP_KEEP_ALIVE_MS,
  HTTP_REQUEST_TIMEOUT_MS,
  HTTP_TIMEOUT_CHECK_MS,
} from "../limits.ts";
import { answerUnparsable } from "./http-answer.ts";

/** A server for HTTP/1.1 within the bounds of all doors; over TLS when there are options for it. */
export function boundedHttpServer(tls: TlsOptions | undefined): Server {
  const bounds = {
    maxHeaderSize: HTTP_HEADER_BYTES_MAX,
    headersTimeout: HTTP_HEADERS_TIMEOUT_MS,
    requestTimeout: HTTP_REQUEST_TIMEOUT_MS,
    keepAliveTimeout: HTTP_KEEP_ALIVE_MS,
    connectionsCheckingInterval: HTTP_TIMEOUT_CHECK_MS,
  };
  const server = tls === undefined ? createServer(bounds) : createTlsServer({ ...bounds, ...tls });
  server.maxConnections = DOOR_CONNECTIONS_MAX;
  server.on("clientError", answerUnparsable);
  return server;
}
