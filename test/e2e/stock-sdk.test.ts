import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type SpanhouseProcess, startSpanhouse } from "../support/spanhouse-process.ts";

// A Node service with the stock OpenTelemetry SDK, in a process of its own, sends two spans to the built
// executable; the trace is then read through Jaeger's API. Once for each protocol the SDK speaks.

interface JaegerTrace {
  readonly data: readonly {
    readonly spans: readonly {
      readonly operationName: string;
      readonly tags: readonly {
        readonly key: string;
        readonly type: string;
        readonly value: unknown;
      }[];
    }[];
  }[];
}

const VISIBLE_WITHIN_MS = 2_000;

describe("a service with the stock OpenTelemetry SDK", () => {
  let spanhouse: SpanhouseProcess;
  beforeAll(async () => {
    spanhouse = await startSpanhouse();
  });
  afterAll(() => spanhouse.remove());

  it.each([
    ["http/protobuf", "http"],
    ["http/json", "http"],
    ["grpc", "grpc"],
  ] as const)("has its trace on the API within two seconds over %s", async (protocol, door) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--import", "tsx", join(import.meta.dirname, "hello-app.ts")],
      {
        env: {
          ...process.env,
          OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
          OTEL_EXPORTER_OTLP_ENDPOINT: spanhouse.urls[door],
          OTEL_LOGS_EXPORTER: "none",
          OTEL_METRICS_EXPORTER: "none",
        },
      },
    );
    const traceId = stdout.trim();
    const trace = await eventually(
      `trace ${traceId}`,
      async () => {
        const answer = await fetch(`${spanhouse.urls.query}/api/traces/${traceId}`);
        return answer.ok ? ((await answer.json()) as JaegerTrace) : undefined;
      },
      VISIBLE_WITHIN_MS,
    );
    const spans = trace.data[0]!.spans.toSorted((a, b) =>
      a.operationName < b.operationName ? -1 : 1,
    );
    expect(spans.map((span) => span.operationName)).toEqual(["greet", "look up name"]);
    expect(spans[1]!.tags).toEqual(
      expect.arrayContaining([
        { key: "db.system.name", type: "string", value: "sqlite" },
        { key: "rows", type: "int64", value: 3 },
        { key: "ratio", type: "float64", value: 0.5 },
        { key: "cached", type: "bool", value: false },
        { key: "error", type: "bool", value: true },
        { key: "otel.status_description", type: "string", value: "no such name" },
      ]),
    );
  });
});
