import type { AddressInfo } from "node:net";
import { CodedError } from "@spanhouse/base";
import type { Store } from "@spanhouse/storage";
import type { MetricFamily } from "@spanhouse/wire";
import {
  fastify,
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
} from "fastify";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { QueryConfig } from "./config.ts";
import { compressAnswers } from "./http/compress-answers.ts";
import { InFlight } from "./http/in-flight.ts";
import { observeRequests } from "./http/request-metrics.ts";
import { addResponseHeaders } from "./http/response-headers.ts";
import { answerUnparsable } from "./http/unparsable.ts";
import {
  BODY_BYTES_MAX,
  CONNECTIONS_MAX,
  HEADER_BYTES_MAX,
  KEEP_ALIVE_MS,
  PATH_PART_CHARS_MAX,
  REQUEST_RECEIVE_TIMEOUT_MS,
  STALLED_CONNECTION_MS,
} from "./limits.ts";
import { observedReads, READER_OPERATIONS, StorageMetrics } from "./reads/observed-reads.ts";
import { docsRoutes } from "./routes/docs.ts";
import { graphRoutes } from "./routes/graph.ts";
import { ownExploreRoutes } from "./routes/own-explore.ts";
import { ownRedRoutes } from "./routes/own-red.ts";
import { QueryGrpcServer } from "./grpc/grpc-server.ts";
import { jaegerGrpcServices } from "./grpc/jaeger-services.ts";
import { JaegerTraces } from "./jaeger/jaeger-traces.ts";
import type { JaegerApiOptions } from "./routes/api-options.ts";
import { jaegerRoutes } from "./routes/jaeger.ts";
import { jaegerV3Routes } from "./routes/jaeger-v3.ts";
import { ownRoutes } from "./routes/own.ts";
import { uiRoutes } from "./routes/ui.ts";
import { SpanMetrics } from "./span-metrics/span-metrics.ts";
import { storeSource } from "./span-metrics/store-source.ts";

export interface StartQueryOptions {
  readonly config: QueryConfig;
  /** Stays the caller's: it is not closed by `stop`. */
  readonly store: Store;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Folder of the built UI; without it only the APIs are served. */
  readonly uiFolder?: string;
}

/** The query service while it runs. */
export interface RunningQuery {
  readonly addresses: readonly { readonly name: string; readonly url: string }[];
  /** `GET /api/traces/:traceID` and its likes, so that documents can be held to them. */
  readonly routes: readonly string[];
  /** Undefined when questions are answered; else why not. */
  readiness(): string | undefined;
  /** Metrics of spans, for a scrape: none when they are switched off. Reads the store when they are old. */
  metricFamilies(): Promise<readonly MetricFamily[]>;
  /** Takes no new connections, lets requests finish for at most `deadlineMs`, then closes what is left. */
  stop(deadlineMs: number): Promise<void>;
}

/** Serves the APIs and the UI. Throws CodedError START_PORT_IN_USE when the port is taken. */
export async function startQuery(options: StartQueryOptions): Promise<RunningQuery> {
  const { config } = options;
  const routes: string[] = [];
  const api = apiOptions(options);
  const server = buildServer(options, api, routes);
  const grpc = new QueryGrpcServer({
    ...jaegerGrpcServices(api),
    inFlight: api.inFlight,
    logger: options.logger,
  });
  let grpcPort: number;
  try {
    await server.listen({ host: config.host, port: config.port });
    grpcPort = await grpc.listen(config.host, config.grpcPort);
  } catch (error) {
    await server.close();
    throw isAddressInUse(error) ? portInUse(config) : error;
  }
  server.server.maxConnections = CONNECTIONS_MAX;
  const { port } = server.server.address() as AddressInfo;
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  const spanMetrics = startSpanMetrics(options);
  const stop = async (deadlineMs: number): Promise<void> => {
    const services = [stopServer(server, deadlineMs), grpc.stop(deadlineMs)];
    await Promise.all([spanMetrics?.stop(), ...services]);
  };
  let stopping: Promise<void> | undefined;
  return {
    addresses: [
      { name: "query", url: `http://${host}:${port}` },
      { name: "query_grpc", url: `http://${host}:${grpcPort}` },
    ],
    routes,
    readiness: () => (stopping === undefined ? undefined : "the query service is stopping"),
    metricFamilies: () => spanMetrics?.families() ?? Promise.resolve([]),
    stop: (deadlineMs) => (stopping ??= stop(deadlineMs)),
  };
}

/** Undefined when they are switched off. Reads for the first time while everything else starts. */
function startSpanMetrics({
  config: { spanMetrics: config },
  store,
  metrics,
  logger,
}: StartQueryOptions): SpanMetrics | undefined {
  if (!config.enabled) return undefined;
  const spanMetrics = new SpanMetrics({ source: storeSource(store), config, metrics, logger });
  void spanMetrics.start();
  return spanMetrics;
}

/** What the APIs share, over HTTP and gRPC. */
function apiOptions({ config, store, metrics }: StartQueryOptions): JaegerApiOptions {
  const reader = observedReads(store.reader, READER_OPERATIONS, new StorageMetrics(metrics));
  const { archive, graph: dependencies, red } = store;
  const traces = new JaegerTraces(reader, config.clockSkewMaxMs);
  return { reader, inFlight: new InFlight(), traces, archive, dependencies, red };
}

function buildServer(
  { config, store, logger, metrics, uiFolder }: StartQueryOptions,
  api: JaegerApiOptions,
  routes: string[],
): FastifyInstance {
  const baseLogger: FastifyBaseLogger = logger;
  const server = fastify({
    loggerInstance: baseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES_MAX,
    connectionTimeout: STALLED_CONNECTION_MS,
    requestTimeout: REQUEST_RECEIVE_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: { maxHeaderSize: HEADER_BYTES_MAX },
    forceCloseConnections: "idle",
    exposeHeadRoutes: false,
    clientErrorHandler: answerUnparsable,
    routerOptions: {
      maxParamLength: PATH_PART_CHARS_MAX,
      // Parameters are read by `queryOf`, which keeps repetitions and order.
      querystringParser: () => ({}),
    },
    // Paths that cannot be decoded never reach a route.
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      void reply.code(error.statusCode ?? 400).send(`${error.message}\n`);
    },
  });
  server.addHook("onRoute", ({ method, url }) => {
    routes.push(`${String(method)} ${url}`);
  });
  addResponseHeaders(server, config.frameAncestors);
  observeRequests(server, metrics);
  compressAnswers(server);
  server.register(
    (scope, apiOptions, done) => {
      jaegerRoutes(scope, apiOptions);
      done();
    },
    { ...api, prefix: "/api" },
  );
  server.register(
    (scope, apiOptions, done) => {
      jaegerV3Routes(scope, apiOptions);
      done();
    },
    { ...api, prefix: "/api/v3" },
  );
  server.register(
    (scope, apiOptions, done) => {
      ownRoutes(scope, { ...apiOptions, links: config.links });
      done();
    },
    { ...api, prefix: "/api/own" },
  );
  server.register(
    (scope, graphOptions, done) => {
      graphRoutes(scope, graphOptions);
      done();
    },
    { graph: store.graph, inFlight: api.inFlight, prefix: "/api" },
  );
  server.register(
    (scope, exploreOptions, done) => {
      ownExploreRoutes(scope, exploreOptions);
      done();
    },
    { ...{ explore: store.explore, inFlight: api.inFlight }, prefix: "/api/own" },
  );
  server.register(
    (scope, redOptions, done) => {
      ownRedRoutes(scope, redOptions);
      done();
    },
    {
      ...{ red: store.red, completion: store.completion, inFlight: api.inFlight },
      prefix: "/api/own",
    },
  );
  server.register(
    (scope, _options, done) => {
      docsRoutes(scope);
      done();
    },
    { prefix: "/api/docs" },
  );
  server.register(uiRoutes, { folder: uiFolder });
  return server;
}

async function stopServer(server: FastifyInstance, deadlineMs: number): Promise<void> {
  const cut = setTimeout(() => {
    server.server.closeAllConnections();
  }, deadlineMs);
  try {
    await server.close();
  } finally {
    clearTimeout(cut);
  }
}

function isAddressInUse(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}

function portInUse({ host, port }: QueryConfig): CodedError {
  return new CodedError(
    "START_PORT_IN_USE",
    `Port ${port} on ${host} is already in use: stop what uses it, or choose another one with --set query.port=<port>.`,
  );
}
