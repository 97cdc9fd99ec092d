import { status } from "@grpc/grpc-js";
import type { Span } from "@spanhouse/model";
import { TEXT_TRACE_START, traceFromText } from "@spanhouse/model/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { ReflectionClient, type CallResult } from "../support/reflection-client.ts";

// Jaeger's services over gRPC, asked by a stock client that knows them from reflection only. The store is real.

const SHOP_ID = "0af7651916cd43dd8448eb211c80319c";
const LARGE_ID = "1af7651916cd43dd8448eb211c80319c";
const SECOND = 1_000_000_000n;
const START = TEXT_TRACE_START / SECOND;
const WINDOW = {
  startTimeMin: { seconds: String(START - 1n) },
  startTimeMax: { seconds: String(START + 100n) },
};
const V2 = "jaeger.api_v2.QueryService";
const V3 = "jaeger.api_v3.QueryService";

let query: QueryOverStore;
let client: ReflectionClient;

function largeTrace(): Span[] {
  const [span] = traceFromText("bulk:row 20000..20001", LARGE_ID) as [Span];
  const text = "x".repeat(40_000);
  return Array.from({ length: 150 }, (_, index) => ({
    ...span,
    spanId: (index + 1).toString(16).padStart(16, "0"),
    attributes: [{ key: "body", value: { type: "string", value: text } }],
  }));
}

beforeAll(async () => {
  query = await startQueryOverStore();
  await query.insert([
    ...traceFromText(
      `
      web:GET /checkout 1000..1100 server
        cart:GET /cart 1010..1040 client error
      `,
      SHOP_ID,
    ),
    ...largeTrace(),
  ]);
  client = new ReflectionClient(query.grpcAddress);
});

afterAll(async () => {
  client.close();
  await query.close();
});

function idBytes(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64");
}

async function ok(
  method: string,
  question: Record<string, unknown>,
): Promise<readonly Record<string, unknown>[]> {
  const result = await client.call(method, question);
  expect(result).toMatchObject({ code: status.OK, details: "" });
  return result.answers;
}

function fails(code: number, details: string): Partial<CallResult> {
  return { code, details: expect.stringContaining(details) as string, answers: [] };
}

describe.each(["v1", "v1alpha"] as const)("reflection %s", (version) => {
  it("lists every service", async () => {
    expect(await client.services(version)).toEqual([
      "grpc.health.v1.Health",
      "grpc.reflection.v1.ServerReflection",
      "grpc.reflection.v1alpha.ServerReflection",
      V2,
      V3,
    ]);
  });

  it("describes every service so that its descriptors stand alone", async () => {
    for (const service of await client.services(version)) {
      const root = await client.describe(service, version);
      const { methods } = root.lookupService(service);
      expect(Object.keys(methods).length, service).toBeGreaterThan(0);
      for (const { requestType, responseType } of Object.values(methods)) {
        root.lookupType(requestType);
        root.lookupType(responseType);
      }
    }
  });

  it("finds methods, messages, fields and enums by name, and files", async () => {
    for (const symbol of [
      `${V3}.FindTraces`,
      "jaeger.api_v3.TraceQueryParameters",
      "jaeger.api_v2.Span.process",
      "opentelemetry.proto.trace.v1.Span.Event",
      "opentelemetry.proto.trace.v1.Status.StatusCode",
      "google.protobuf.Timestamp",
    ]) {
      const answer = await client.reflect({ fileContainingSymbol: symbol }, version);
      expect(answer.fileDescriptorResponse?.fileDescriptorProto.length, symbol).toBeGreaterThan(0);
    }
    const byName = await client.reflect({ fileByFilename: "query_service.proto" }, version);
    expect(byName.fileDescriptorResponse?.fileDescriptorProto).toHaveLength(7);
  });

  it("says what it does not know", async () => {
    const failure = { errorCode: status.NOT_FOUND };
    for (const question of [
      { fileContainingSymbol: "jaeger.api_v9.QueryService" },
      { fileByFilename: "nothing.proto" },
      { fileContainingExtension: { containingType: "jaeger.api_v2.Span", extensionNumber: 1 } },
      { allExtensionNumbersOfType: "nothing" },
    ]) {
      expect(await client.reflect(question, version)).toMatchObject({ errorResponse: failure });
    }
    const known = await client.reflect(
      { allExtensionNumbersOfType: "jaeger.api_v2.Span" },
      version,
    );
    expect(known.allExtensionNumbersResponse?.baseTypeName).toBe("jaeger.api_v2.Span");
  });
});

describe("health", () => {
  it("is of the server and of each service", async () => {
    for (const service of ["", V2, V3]) {
      expect(await ok("grpc.health.v1.Health/Check", { service })).toEqual([{ status: "SERVING" }]);
    }
    const unknown = await client.call("grpc.health.v1.Health/Check", { service: "nobody" });
    expect(unknown).toMatchObject(fails(status.NOT_FOUND, "unknown service"));
  });

  it("is watched until the client goes", async () => {
    const watched = await client.call(
      "grpc.health.v1.Health/Watch",
      { service: V2 },
      { deadline: Date.now() + 500 },
    );
    expect(watched).toMatchObject({
      code: status.DEADLINE_EXCEEDED,
      answers: [{ status: "SERVING" }],
    });
  });
});

describe("api_v2", () => {
  it("gives a trace in chunks of spans with their processes", async () => {
    const [chunk] = await ok(`${V2}/GetTrace`, { traceId: idBytes(SHOP_ID) });
    expect(chunk).toMatchObject({
      spans: [
        {
          traceId: idBytes(SHOP_ID),
          operationName: "GET /checkout",
          startTime: { seconds: String(START + 1n) },
          duration: { nanos: 100_000_000 },
          tags: [
            { key: "otel.scope.name", vStr: "test" },
            { key: "otel.scope.version", vStr: "1.0.0" },
            { key: "span.kind", vStr: "server" },
          ],
          process: { serviceName: "web" },
        },
        {
          operationName: "GET /cart",
          references: [{ traceId: idBytes(SHOP_ID) }],
          process: { serviceName: "cart" },
        },
      ],
    });
  });

  it("knows what a trace id is", async () => {
    const missing = { traceId: idBytes("ab".repeat(16)) };
    expect(await client.call(`${V2}/GetTrace`, missing)).toMatchObject(
      fails(status.NOT_FOUND, "trace not found"),
    );
    for (const traceId of ["", idBytes("00".repeat(16)), idBytes("abcd")]) {
      const result = await client.call(`${V2}/GetTrace`, { traceId });
      expect(result).toMatchObject(fails(status.INVALID_ARGUMENT, "TraceID"));
    }
  });

  it("finds traces, also large ones, in messages that a client takes", async () => {
    const chunks = await ok(`${V2}/FindTraces`, {
      query: { ...WINDOW, serviceName: "bulk", searchDepth: 5 },
    });
    const counts = chunks.map(({ spans }) => (spans as unknown[]).length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(150);
    expect(Math.max(...counts)).toBe(10);
  });

  it("finds by tags, durations and operation, without a service too", async () => {
    const found = await ok(`${V2}/FindTraces`, {
      query: {
        ...WINDOW,
        operationName: "GET /cart",
        tags: [
          { key: "error", value: "true" },
          { key: "span.kind", value: "client" },
        ],
        durationMin: { nanos: 29_000_000 },
        durationMax: { nanos: 31_000_000 },
      },
    });
    expect(found).toHaveLength(1);
    expect(
      await ok(`${V2}/FindTraces`, {
        query: { ...WINDOW, tags: [{ key: "error", value: "false" }], serviceName: "cart" },
      }),
    ).toEqual([]);
  });

  it("names services and operations", async () => {
    expect(await ok(`${V2}/GetServices`, {})).toEqual([{ services: ["bulk", "cart", "web"] }]);
    expect(await ok(`${V2}/GetOperations`, { service: "web" })).toEqual([
      {
        operationNames: ["GET /checkout"],
        operations: [{ name: "GET /checkout", spanKind: "server" }],
      },
    ]);
    expect(await ok(`${V2}/GetOperations`, { service: "web", spanKind: "client" })).toEqual([{}]);
  });

  it("refuses questions without what they need", async () => {
    expect(await client.call(`${V2}/FindTraces`, {})).toMatchObject(
      fails(status.INVALID_ARGUMENT, "missing query"),
    );
    expect(await client.call(`${V2}/GetDependencies`, {})).toMatchObject(
      fails(status.INVALID_ARGUMENT, "StartTime and EndTime must be initialized."),
    );
  });
});

describe("api_v3", () => {
  it("gives a trace as OTLP", async () => {
    const [data] = await ok(`${V3}/GetTrace`, { traceId: SHOP_ID });
    expect(data).toMatchObject({
      resourceSpans: [
        {
          resource: { attributes: [{ key: "service.name", value: { stringValue: "web" } }] },
          scopeSpans: [
            {
              spans: [
                {
                  traceId: idBytes(SHOP_ID),
                  name: "GET /checkout",
                  kind: "SPAN_KIND_SERVER",
                  startTimeUnixNano: String(TEXT_TRACE_START + SECOND),
                },
              ],
            },
          ],
        },
        {
          scopeSpans: [{ spans: [{ name: "GET /cart", status: { code: "STATUS_CODE_ERROR" } }] }],
        },
      ],
    });
  });

  it("knows what a trace id is", async () => {
    expect(await client.call(`${V3}/GetTrace`, { traceId: "12" })).toMatchObject(
      fails(status.NOT_FOUND, "trace not found"),
    );
    expect(await client.call(`${V3}/GetTrace`, { traceId: "xyz" })).toMatchObject(
      fails(status.INVALID_ARGUMENT, "malformed trace ID"),
    );
  });

  it("finds traces, by a filter too, and splits what is too large for one message", async () => {
    const filter = {
      op: "eq",
      args: [{ attr: { key: "service.name" } }, { scalar: { value: "bulk" } }],
    };
    const byService = { ...WINDOW, serviceName: "bulk", searchDepth: 5 };
    for (const question of [byService, { ...WINDOW, searchDepth: 5, filter }]) {
      const result = await client.call(`${V3}/FindTraces`, { query: question });
      expect(result.details).toBe("");
      expect(result.answers.length).toBeGreaterThan(1);
      const spans = result.answers.flatMap(({ resourceSpans }) =>
        (resourceSpans as { scopeSpans: { spans: unknown[] }[] }[]).flatMap(({ scopeSpans }) =>
          scopeSpans.flatMap((scope) => scope.spans),
        ),
      );
      expect(spans).toHaveLength(150);
    }
  });

  it("summarises traces, newest first", async () => {
    const answers = await ok(`${V3}/FindTraceSummaries`, {
      query: { ...WINDOW, searchDepth: 10 },
    });
    const summaries = answers.flatMap((answer) => answer["summaries"] as { traceId: string }[]);
    expect(summaries.map(({ traceId }) => traceId)).toEqual([LARGE_ID, SHOP_ID]);
    expect(summaries[1]).toEqual({
      traceId: SHOP_ID,
      rootServiceName: "web",
      rootOperationName: "GET /checkout",
      minStartTimeUnixNano: String(TEXT_TRACE_START + SECOND),
      maxEndTimeUnixNano: String(TEXT_TRACE_START + SECOND + 100_000_000n),
      spanCount: 2,
      errorSpanCount: 1,
      services: [
        { name: "cart", spanCount: 1, errorSpanCount: 1 },
        { name: "web", spanCount: 1 },
      ],
    });
  });

  it("names services, operations and dependencies", async () => {
    expect(await ok(`${V3}/GetServices`, {})).toEqual([{ services: ["bulk", "cart", "web"] }]);
    expect(await ok(`${V3}/GetOperations`, { service: "cart" })).toEqual([
      { operations: [{ name: "GET /cart", spanKind: "client" }] },
    ]);
    const time = { startTime: WINDOW.startTimeMin, endTime: WINDOW.startTimeMax };
    expect(await ok(`${V3}/GetDependencies`, time)).toHaveLength(1);
  });

  it.each([
    [{}, "missing query"],
    [{ query: { searchDepth: 1 } }, "are required"],
    [{ query: { ...WINDOW } }, "search depth must be greater than 0"],
    [{ query: { ...WINDOW, startTimeMax: WINDOW.startTimeMin, searchDepth: 1 } }, "must be before"],
    [{ query: { ...WINDOW, searchDepth: 1, filter: { op: "nonsense" } } }, "filter"],
    [
      { query: { ...WINDOW, searchDepth: 1, serviceName: "a", filter: { op: "and" } } },
      "cannot be combined",
    ],
  ])("refuses %j", async (question, problem) => {
    for (const method of ["FindTraces", "FindTraceSummaries"]) {
      const result = await client.call(`${V3}/${method}`, question);
      expect(result).toMatchObject(fails(status.INVALID_ARGUMENT, problem));
    }
  });
});

describe("what is not a question", () => {
  it("is refused: methods that nobody knows, rubbish, and too much", async () => {
    const send = (path: string, body: Uint8Array): Promise<number> =>
      new Promise((resolve) => {
        const asIs = (bytes: Uint8Array): Buffer => Buffer.from(bytes);
        client.client.makeUnaryRequest(
          path,
          asIs,
          (bytes: Buffer) => bytes,
          body,
          (error) => {
            resolve(error?.code ?? status.OK);
          },
        );
      });
    expect(await send(`/${V3}/FindSpans`, new Uint8Array(0))).toBe(status.UNIMPLEMENTED);
    expect(await send(`/${V3}/GetOperations`, Uint8Array.of(0x0a, 0xff))).toBe(
      status.INVALID_ARGUMENT,
    );
    const large = new Uint8Array(300_000);
    expect(await send(`/${V3}/GetServices`, large)).toBe(status.RESOURCE_EXHAUSTED);
    expect(await send(`/${V3}/GetServices`, new Uint8Array(0))).toBe(status.OK);
  });

  it("ends at the client's deadline, and with its going away", async () => {
    const result = await client.call(
      `${V2}/FindTraces`,
      { query: { ...WINDOW, serviceName: "bulk", searchDepth: 5 } },
      { deadline: Date.now() + 1 },
    );
    expect([status.DEADLINE_EXCEEDED, status.CANCELLED]).toContain(result.code);
    expect(await ok(`${V2}/GetServices`, {})).toHaveLength(1);
  });
});
