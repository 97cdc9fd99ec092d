import { decodeJaegerThriftBatch } from "@spanhouse/wire";
import type { IngestRequest } from "../ingest.ts";
import { textFailure } from "./http-answer.ts";
import { HttpDoor, type HttpDoorOptions } from "./http-door.ts";
import type { HttpProtocol, HttpRead } from "./http-protocol.ts";
import { JaegerClientLoss } from "./jaeger-client-loss.ts";
import type { Receiver } from "./receiver.ts";

export interface JaegerHttpOptions extends HttpDoorOptions {
  /** What else this port answers with GET, by path. */
  readonly reads?: ReadonlyMap<string, HttpRead>;
}

const NAME = "jaeger_http";

/**
 * The door for Jaeger's Thrift over HTTP: `POST /api/traces` with a `Batch` in the binary encoding. As at
 * Jaeger's collector, 202 says that it was taken and an unknown content type is 400.
 */
export function jaegerHttpReceiver({ reads, ...options }: JaegerHttpOptions): Receiver {
  const loss = new JaegerClientLoss(options.metrics);
  const decode: IngestRequest["decode"] = (body, appender) => {
    const decoded = decodeJaegerThriftBatch(body, appender);
    loss.observe(decoded.clientStats);
    return decoded;
  };
  const thrift = {
    way: NAME,
    decode,
    storedAnswer: () => ({ status: 202, headers: {}, body: new Uint8Array(0) }),
  };
  const protocol: HttpProtocol = {
    name: NAME,
    portSetting: "collector.jaegerHttp.port",
    uploads: new Map([
      [
        "/api/traces",
        new Map([
          ["application/x-thrift", thrift],
          ["application/vnd.apache.thrift.binary", thrift],
        ]),
      ],
    ]),
    ...(reads !== undefined && { reads }),
    failureAnswer: (failure) =>
      textFailure(failure, failure.code === "INGEST_UNSUPPORTED_MEDIA_TYPE" ? 400 : undefined),
  };
  return new HttpDoor(protocol, options);
}
