import { samplingMetrics } from "../sampling/sampling-metrics.ts";
import { healthMethod } from "./grpc/health.ts";
import { UnaryServer } from "./grpc/unary-server.ts";
import { listen, urlOf } from "./listen.ts";
import type { Receiver } from "./receiver.ts";
import { SAMPLING_GRPC_SERVICE, samplingGrpcMethods } from "./sampling-grpc-method.ts";
import type { SamplingDoorOptions } from "./sampling-http.ts";
import { readTlsFiles } from "./tls-files.ts";
import { reloadTls, type TlsReload } from "./tls-reload.ts";

/** `SamplingManager/GetSamplingStrategy` on its own port, as Jaeger 2 has it. */
export class SamplingGrpcReceiver implements Receiver {
  readonly name = "sampling_grpc";
  readonly #options: SamplingDoorOptions;
  #server: UnaryServer | undefined;
  #tlsReload: TlsReload | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: SamplingDoorOptions) {
    this.#options = options;
  }

  async start(): Promise<{ readonly url: string }> {
    const { host, port, tls, source, logger } = this.#options;
    const metrics = samplingMetrics(this.#options.metrics);
    const tlsOptions = readTlsFiles(tls);
    const isReady = (): boolean => this.#stopped === undefined;
    this.#server = new UnaryServer({
      tls: tlsOptions,
      methods: new Map([
        ...samplingGrpcMethods({ source, metrics }),
        [
          "/grpc.health.v1.Health/Check",
          healthMethod({ services: [SAMPLING_GRPC_SERVICE], isReady }),
        ],
      ]),
      failed: () => metrics.requested("grpc", "invalid"),
      logger,
    });
    const setting = "collector.sampling.grpcPort";
    const { server } = this.#server;
    const realPort = await listen(server, { host, port, setting });
    this.#tlsReload = reloadTls(server, tlsOptions, { ...this.#options, receiver: this.name });
    return { url: urlOf(tlsOptions === undefined ? "http" : "https", host, realPort) };
  }

  stop(deadlineMs: number): Promise<void> {
    this.#tlsReload?.stop();
    this.#stopped ??= this.#server?.close(deadlineMs) ?? Promise.resolve();
    return this.#stopped;
  }
}
