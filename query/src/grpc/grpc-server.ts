import {
  logVerbosity,
  Server,
  ServerCredentials,
  setLogVerbosity,
  type ServiceDefinition,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { CodedError } from "@spanhouse/base";
import {
  HEALTH_FILE,
  HEALTH_SERVICE,
  REFLECTION_V1,
  REFLECTION_V1_ALPHA,
  type ProtoFile,
  type ProtoService,
} from "@spanhouse/wire";
import { GRPC_CALLS_PER_CONNECTION_MAX, GRPC_REQUEST_BYTES_MAX, KEEP_ALIVE_MS } from "../limits.ts";
import type { GrpcMethod } from "./grpc-method.ts";
import { HealthService } from "./health.ts";
import { Reflection } from "./reflection.ts";
import { serveMethod, type CallContext } from "./serve-call.ts";

/** A service with what answers its methods, by their names. */
export interface GrpcService {
  readonly service: ProtoService;
  readonly methods: Readonly<Record<string, GrpcMethod>>;
}

export interface GrpcServerOptions extends CallContext {
  readonly services: readonly GrpcService[];
  /** The files that define the services. */
  readonly files: readonly ProtoFile[];
}

// The library would write to stderr what it throws as well.
setLogVerbosity(logVerbosity.NONE);

/** Services over gRPC without TLS, with health and both versions of reflection. */
export class QueryGrpcServer {
  readonly #server: Server;
  readonly #health: HealthService;

  constructor({ services, files, ...context }: GrpcServerOptions) {
    this.#server = new Server({
      "grpc.max_receive_message_length": GRPC_REQUEST_BYTES_MAX,
      "grpc.max_send_message_length": -1,
      "grpc.max_concurrent_streams": GRPC_CALLS_PER_CONNECTION_MAX,
      "grpc.max_connection_idle_ms": KEEP_ALIVE_MS,
    });
    this.#health = new HealthService(services.map(({ service }) => service.name));
    for (const { service, methods } of services) {
      this.#add(service, toImplementation(service, methods, context));
    }
    this.#add(HEALTH_SERVICE, this.#health.implementation);
    const reflections = [REFLECTION_V1, REFLECTION_V1_ALPHA];
    const reflection = new Reflection([
      ...files,
      HEALTH_FILE,
      ...reflections.map(({ file }) => file),
    ]);
    for (const { service, input, output } of reflections) {
      this.#add(service, reflection.implementation(input, output));
    }
  }

  /** The port it got. Throws CodedError START_PORT_IN_USE when the port is taken. */
  async listen(host: string, port: number): Promise<number> {
    const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(address, ServerCredentials.createInsecure(), (error, realPort) => {
        if (error === null) resolve(realPort);
        else reject(error.message.includes("EADDRINUSE") ? portInUse(host, port) : error);
      });
    });
  }

  /** Takes no new calls, lets those that run finish for at most `deadlineMs`. */
  async stop(deadlineMs: number): Promise<void> {
    this.#health.stop();
    const cut = setTimeout(() => {
      this.#server.forceShutdown();
    }, deadlineMs);
    await new Promise<void>((resolve) => {
      this.#server.tryShutdown(() => resolve());
    });
    clearTimeout(cut);
  }

  #add(service: ProtoService, implementation: UntypedServiceImplementation): void {
    this.#server.addService(toDefinition(service), implementation);
  }
}

/** Bytes in, bytes out: messages are read and written by core/wire. */
function toDefinition({ name, methods }: ProtoService): ServiceDefinition {
  const asIs = (bytes: Buffer): Buffer => bytes;
  return Object.fromEntries(
    methods.map((method) => [
      method.name,
      {
        path: `/${name}/${method.name}`,
        requestStream: method.streams === "both",
        responseStream: method.streams !== undefined,
        requestSerialize: asIs,
        requestDeserialize: asIs,
        responseSerialize: asIs,
        responseDeserialize: asIs,
      },
    ]),
  );
}

function toImplementation(
  service: ProtoService,
  methods: Readonly<Record<string, GrpcMethod>>,
  context: CallContext,
): UntypedServiceImplementation {
  const calls: [string, UntypedHandleCall][] = service.methods.flatMap(({ name, streams }) => {
    const method = methods[name];
    if (method === undefined) return [];
    const place = { name: `${service.name}/${name}`, streams: streams !== undefined };
    return [[name, serveMethod(method, place, context)]];
  });
  return Object.fromEntries(calls);
}

function portInUse(host: string, port: number): CodedError {
  return new CodedError(
    "START_PORT_IN_USE",
    `Port ${port} on ${host} is already in use: stop what uses it, or choose another one with --set query.grpcPort=<port>.`,
  );
}
