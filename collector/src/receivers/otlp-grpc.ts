import { encodeExportResponse } from "@spanhouse/wire";
import type { DoorOptions } from "./door.ts";
import { failCall } from "./grpc/call-failure.ts";
import { healthMethod } from "./grpc/health.ts";
import type { UnaryAnswer, UnaryMethod, UnaryRequest } from "./grpc/unary-call.ts";
import { UnaryServer } from "./grpc/unary-server.ts";
import { listen, urlOf } from "./listen.ts";
import { receiverMetrics, type ReceiverMetrics } from "./receiver-metrics.ts";
import type { Receiver } from "./receiver.ts";
import { takeIn } from "./take-in.ts";
import { readTlsFiles } from "./tls-files.ts";

export interface OtlpGrpcOptions extends DoorOptions {
  /** Undefined while requests are taken, else why not; answered by the health service. */
  readonly readiness: () => string | undefined;
}

const NAME = "otlp_grpc";
const SERVICE = "opentelemetry.proto.collector.trace.v1.TraceService";

/** OTLP over gRPC: `TraceService/Export`, and the standard health service beside it. */
export class OtlpGrpcReceiver implements Receiver {
  readonly name = NAME;
  readonly #options: OtlpGrpcOptions;
  readonly #metrics: ReceiverMetrics;
  #server: UnaryServer | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: OtlpGrpcOptions) {
    this.#options = options;
    this.#metrics = receiverMetrics(options.metrics, { receiver: NAME, transport: "grpc" });
  }

  async start(): Promise<{ readonly url: string }> {
    const { host, port, tls, logger, readiness } = this.#options;
    const tlsOptions = readTlsFiles(tls);
    const isReady = (): boolean => this.#stopped === undefined && readiness() === undefined;
    const health = healthMethod({ services: [SERVICE], isReady });
    this.#server = new UnaryServer({
      tls: tlsOptions,
      methods: new Map([
        [`/${SERVICE}/Export`, this.#exportMethod()],
        ["/grpc.health.v1.Health/Check", health],
      ]),
      failed: ({ code }) => this.#metrics.refused(code),
      logger,
    });
    const setting = "collector.otlpGrpc.port";
    const realPort = await listen(this.#server.server, { host, port, setting });
    return { url: urlOf(tlsOptions === undefined ? "http" : "https", host, realPort) };
  }

  stop(deadlineMs: number): Promise<void> {
    this.#stopped ??= this.#server?.close(deadlineMs) ?? Promise.resolve();
    return this.#stopped;
  }

  #exportMethod(): UnaryMethod {
    const { ingest, requestBytesMax } = this.#options;
    return {
      messageBytesMax: requestBytesMax,
      admit: (bytes) => ingest.admit(bytes),
      handle: (request) => this.#export(request),
      failed: ({ code }) => {
        if (code === "INTERNAL") this.#metrics.failed(code);
        else this.#metrics.refused(code);
      },
      abandoned: () => this.#metrics.aborted(),
    };
  }

  async #export({ body, coding, admission }: UnaryRequest): Promise<UnaryAnswer> {
    const { ingest, requestBytesMax: bytesMax } = this.#options;
    const upload = { body, coding, format: "protobuf", admission } as const;
    const taken = await takeIn(upload, { ingest, receiver: NAME, bytesMax });
    if (taken.status === "failed") return { status: "failed", failure: failCall(taken.failure) };
    const { spans, rejected, reason } = taken;
    this.#metrics.stored(spans, rejected);
    const partial = rejected > 0 ? { rejectedSpans: rejected, message: reason } : undefined;
    return { status: "ok", message: encodeExportResponse("protobuf", partial) };
  }
}
