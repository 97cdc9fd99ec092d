import { Client, credentials, status, type ServiceError } from "@grpc/grpc-js";
import { CodedError } from "@spanhouse/base";
import type { Store, TraceReader } from "@spanhouse/storage";
import { encodeMessage, encodeRpcStatus, JAEGER_V2, type RpcCode } from "@spanhouse/wire";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterEach, expect, it } from "vitest";
import { queryConfigSchema } from "../config.ts";
import { REQUESTS_IN_FLIGHT_MAX } from "../limits.ts";
import { startQuery } from "../start-query.ts";

// Calls that are refused, over real sockets. The reader waits or fails, because a real one cannot be made to.

const closers: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const SEARCH = encodeMessage(JAEGER_V2.findTraces.input, { query: {} });
const NOTHING = new Uint8Array(0);

interface Ended {
  readonly code: number;
  /** Of `google.rpc.Status` in the trailers. */
  readonly status: Buffer | undefined;
}

async function start(reader: Partial<TraceReader>) {
  const store = { reader } as Store;
  const config = queryConfigSchema.parse({ port: 0, grpcPort: 0 });
  const logger = pino({ level: "silent" });
  const query = await startQuery({ config, store, logger, metrics: new Registry() });
  closers.push(() => query.stop(100));
  const client = new Client(new URL(query.addresses[1]!.url).host, credentials.createInsecure());
  closers.push(() => client.close());
  const call = async (method: string, question: Uint8Array): Promise<Ended> => {
    const asIs = (bytes: Buffer): Buffer => bytes;
    const path = `/jaeger.api_v2.QueryService/${method}`;
    const answers = client.makeServerStreamRequest(path, asIs, asIs, Buffer.from(question));
    try {
      for await (const answer of answers as AsyncIterable<Buffer>) expect(answer).toBeDefined();
      return { code: status.OK, status: undefined };
    } catch (error) {
      const { code, metadata } = error as ServiceError;
      return { code, status: metadata.get("grpc-status-details-bin")[0] as Buffer | undefined };
    }
  };
  return { call, url: query.addresses[0]!.url };
}

function retryAfter(code: number, message: string, retryDelayMs: number): Ended {
  const details = { code: code as RpcCode, message, retryDelayMs };
  return { code, status: Buffer.from(encodeRpcStatus("protobuf", details)) };
}

it("refuses searches for themselves, and says when to come back", async () => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let searching = 0;
  const { call } = await start({
    findTraces: () => {
      searching++;
      return released.then(() => ({ hits: [] }));
    },
    listServices: () => Promise.resolve([]),
  });
  const max = REQUESTS_IN_FLIGHT_MAX.search;
  const waiting = Array.from({ length: max }, () => call("FindTraces", SEARCH));
  await expect.poll(() => searching).toBe(max);
  const problem = `${max} searches are being answered already`;
  expect(await call("FindTraces", SEARCH)).toEqual(
    retryAfter(status.RESOURCE_EXHAUSTED, problem, 1_000),
  );
  expect(await call("GetServices", NOTHING)).toMatchObject({ code: status.OK });
  release();
  expect((await Promise.all(waiting)).map(({ code }) => code)).toEqual(
    waiting.map(() => status.OK),
  );
  expect(await call("FindTraces", SEARCH)).toMatchObject({ code: status.OK });
});

it.each(["QUERY_TIMEOUT", "STORAGE_UNREACHABLE"] as const)(
  "says when to come back after %s, over gRPC and HTTP",
  async (code) => {
    const fail = (): Promise<never> => Promise.reject(new CodedError(code, "not now"));
    const { call, url } = await start({ listServices: fail });
    expect(await call("GetServices", NOTHING)).toEqual(
      retryAfter(status.UNAVAILABLE, "not now", 5_000),
    );
    for (const path of ["/api/services", "/api/v3/services", "/api/own/services"]) {
      const answer = await fetch(url + path);
      expect([path, answer.status, answer.headers.get("retry-after")]).toEqual([path, 503, "5"]);
    }
  },
);

it("says nothing of it where asking again is of no use", async () => {
  const fail = (): Promise<never> => Promise.reject(new CodedError("QUERY_TOO_LARGE", "never"));
  const { call, url } = await start({ listServices: fail });
  expect(await call("GetServices", NOTHING)).toEqual({
    code: status.INVALID_ARGUMENT,
    status: undefined,
  });
  expect((await fetch(`${url}/api/services`)).headers.get("retry-after")).toBeNull();
});
