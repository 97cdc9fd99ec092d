import type { DoorOptions } from "../door.ts";
import { listen, urlOf } from "../listen.ts";
import { receiverMetrics, type ReceiverMetrics } from "../receiver-metrics.ts";
import type { Receiver } from "../receiver.ts";
import type { IngestRequest } from "../../ingest.ts";
import { takeIn, type Stored } from "../take-in.ts";
import { readTlsFiles } from "../tls-files.ts";
import { reloadTls, type TlsReload } from "../tls-reload.ts";
import { failCall } from "./call-failure.ts";
import { healthMethod } from "./health.ts";
import type { UnaryAnswer, UnaryMethod, UnaryRequest } from "./unary-call.ts";
import { UnaryServer, type UnaryMethods } from "./unary-server.ts";

/** What one protocol over gRPC is, apart from all that `GrpcDoor` does for every one of them. */
export interface GrpcProtocol {
  /** As in metrics, logs and addresses: `otlp_grpc`. */
  readonly name: string;
  /** The setting that holds the port, for the message when it is taken: `collector.otlpGrpc.port`. */
  readonly portSetting: string;
  /** Full name of the service that takes spans, known to the health service. */
  readonly service: string;
  /** Its method that takes spans. */
  readonly method: string;
  readonly decode: IngestRequest["decode"];
  /** The response message that says the spans are durable. */
  storedAnswer(stored: Stored): Uint8Array;
}

export interface GrpcDoorOptions extends DoorOptions {
  /** Undefined while requests are taken, else why not; answered by the health service. */
  readonly readiness: () => string | undefined;
  /** More methods on the same port, by full name (`/package.Service/Method`). */
  readonly moreMethods?: UnaryMethods;
}

/** A door for a protocol over gRPC: one unary method that takes spans, and the standard health service. */
export class GrpcDoor implements Receiver {
  readonly name: string;
  readonly #protocol: GrpcProtocol;
  readonly #options: GrpcDoorOptions;
  readonly #metrics: ReceiverMetrics;
  #server: UnaryServer | undefined;
  #tlsReload: TlsReload | undefined;
  #stopped: Promise<void> | undefined;

  constructor(protocol: GrpcProtocol, options: GrpcDoorOptions) {
    this.name = protocol.name;
    this.#protocol = protocol;
    this.#options = options;
    this.#metrics = receiverMetrics(options.metrics, {
      receiver: protocol.name,
      transport: "grpc",
    });
  }

  async start(): Promise<{ readonly url: string }> {
    const { host, port, tls, logger, readiness, moreMethods } = this.#options;
    const { service, method, portSetting } = this.#protocol;
    const tlsOptions = readTlsFiles(tls);
    const isReady = (): boolean => this.#stopped === undefined && readiness() === undefined;
    this.#server = new UnaryServer({
      tls: tlsOptions,
      methods: new Map([
        [`/${service}/${method}`, this.#uploadMethod()],
        ["/grpc.health.v1.Health/Check", healthMethod({ services: [service], isReady })],
        ...(moreMethods ?? []),
      ]),
      failed: ({ code }) => this.#metrics.refused(code),
      logger,
    });
    const { server } = this.#server;
    const realPort = await listen(server, { host, port, setting: portSetting });
    this.#tlsReload = reloadTls(server, tlsOptions, { ...this.#options, receiver: this.name });
    return { url: urlOf(tlsOptions === undefined ? "http" : "https", host, realPort) };
  }

  stop(deadlineMs: number): Promise<void> {
    this.#tlsReload?.stop();
    this.#stopped ??= this.#server?.close(deadlineMs) ?? Promise.resolve();
    return this.#stopped;
  }

  #uploadMethod(): UnaryMethod {
    const { ingest, requestBytesMax } = this.#options;
    return {
      messageBytesMax: requestBytesMax,
      admit: (bytes) => ingest.admit(bytes),
      handle: (request) => this.#take(request),
      failed: ({ code }) => {
        if (code === "INTERNAL") this.#metrics.failed(code);
        else this.#metrics.refused(code);
      },
      abandoned: () => this.#metrics.aborted(),
    };
  }

  async #take(request: UnaryRequest): Promise<UnaryAnswer> {
    const { ingest, requestBytesMax: bytesMax } = this.#options;
    const protocol = this.#protocol;
    const { name: way, decode } = protocol;
    const taken = await takeIn({ ...request, decode, way }, { ingest, bytesMax });
    if (taken.status === "failed") return { status: "failed", failure: failCall(taken.failure) };
    this.#metrics.stored(taken.spans, taken.rejected);
    return { status: "ok", message: protocol.storedAnswer(taken) };
  }
}
