import type { AddressInfo } from "node:net";
import type { Http2Server, ServerHttp2Session } from "node:http2";
import { Server as GrpcServer, ServerCredentials } from "@grpc/grpc-js";
import type { Ingest } from "@spanhouse/collector";
import fastify from "fastify";
import { Registry } from "prom-client";
import pino from "pino";
import { otlpGrpcReceiver, otlpHttpReceiver } from "@spanhouse/collector";

/**
 * One way of receiving 512-span requests, in a process of its own, with nothing behind it: what it costs to get a
 * request's bytes into one buffer and to answer. `transport.ts` forks it, with the name of the way as argument.
 *
 * Messages to the parent: `{ url }` once it listens; on any message from the parent, `{ cpuMs }`.
 */

const ingest: Ingest = {
  admit: () => ({ admitted: true, release: () => undefined, grow: () => true }),
  accept: () => Promise.resolve({ status: "stored", spans: 512, rejected: 0, reason: "" }),
};

const doorOptions = {
  ingest,
  host: "127.0.0.1",
  port: 0,
  tls: { certFile: "", keyFile: "", clientCaFile: "" },
  requestBytesMax: 64 * 2 ** 20,
  metrics: new Registry(),
  logger: pino({ level: "silent" }),
};

/** Every server hands its requests to the same Ingest, so that only the transport differs. */
async function accept(body: Uint8Array): Promise<void> {
  const admission = ingest.admit(body.length);
  await ingest.accept({
    body,
    decode: () => ({ status: "malformed", reason: "" }),
    receiver: "bench",
  });
  if (admission.admitted) admission.release();
}

const passThrough = (bytes: Buffer): Buffer => bytes;

async function grpcJs(widen: boolean): Promise<string> {
  const server = new GrpcServer({ "grpc.max_receive_message_length": 64 * 2 ** 20 });
  server.addService(
    {
      Export: {
        path: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
        requestStream: false,
        responseStream: false,
        requestSerialize: passThrough,
        requestDeserialize: passThrough,
        responseSerialize: passThrough,
        responseDeserialize: passThrough,
      },
    },
    {
      Export: (
        call: { readonly request: Buffer },
        callback: (error: null, response: Buffer) => void,
      ) => void accept(call.request).then(() => callback(null, Buffer.alloc(0))),
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  if (widen) widenSessions(server);
  return `http://127.0.0.1:${port}`;
}

/** There is no option for it, so this reaches the HTTP/2 servers that `@grpc/grpc-js` keeps to itself. */
function widenSessions(server: GrpcServer): void {
  const { http2Servers } = server as unknown as {
    readonly http2Servers: ReadonlyMap<Http2Server, unknown>;
  };
  for (const http2Server of http2Servers.keys()) {
    http2Server.on("session", (session: ServerHttp2Session) => {
      session.settings({ maxFrameSize: 2 ** 20, initialWindowSize: 8 * 2 ** 20 });
      session.setLocalWindowSize(32 * 2 ** 20);
    });
  }
}

async function fastifyHttp(): Promise<string> {
  const app = fastify({ bodyLimit: 64 * 2 ** 20 });
  app.addContentTypeParser(
    "application/x-protobuf",
    { parseAs: "buffer" },
    (_request, body, done) => done(null, body),
  );
  app.post("/v1/traces", async (request, reply) => {
    await accept(request.body as Buffer);
    return reply.type("application/x-protobuf").send(Buffer.alloc(0));
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

const WAYS: Readonly<Record<string, () => Promise<string>>> = {
  "grpc-js": () => grpcJs(false),
  "grpc-js-widened": () => grpcJs(true),
  "grpc-door": async () =>
    (await otlpGrpcReceiver({ ...doorOptions, readiness: () => undefined }).start()).url,
  "http-fastify": fastifyHttp,
  "http-door": async () =>
    (
      await otlpHttpReceiver({
        ...doorOptions,
        cors: { allowedOrigins: [], allowedHeaders: [], maxAgeSeconds: 0 },
      }).start()
    ).url,
};

const start = WAYS[process.argv[2] ?? ""];
if (start === undefined) throw new Error(`no such way: ${process.argv[2] ?? ""}`);
process.on("SIGINT", () => process.exit(0));
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1000 });
});
process.send?.({ url: await start() });
