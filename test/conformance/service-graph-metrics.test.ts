import { isDeepStrictEqual } from "node:util";
import type { Span } from "@spanhouse/model";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  startMetricsOverStore,
  type Families,
  type MetricsOverStore,
} from "../support/metrics-over-store.ts";
import { newTraceId, resourceOf, testSpan } from "../support/test-span.ts";

/** Metrics of the service graph over a real store. */

let over: MetricsOverStore;

beforeAll(async () => {
  over = await startMetricsOverStore();
});

afterAll(() => over.close());

it("counts calls between services, whichever end comes first, and late ends once", async () => {
  await over.restart();
  const startUnixNano = BigInt(Date.now() - 60_000) * 1_000_000n;
  const call = (n: number, serverMs: number): readonly [client: Span, server: Span] => {
    const traceId = newTraceId();
    const client = testSpan({
      ...{ traceId, startUnixNano, endUnixNano: startUnixNano + 800_000_000n, kind: 3 },
      ...{ name: "call", resource: resourceOf("front") },
    });
    const server = testSpan({
      ...{ traceId, parentSpanId: client.spanId, kind: 2, statusCode: n === 0 ? 2 : 0 },
      ...{ startUnixNano, endUnixNano: startUnixNano + BigInt(serverMs) * 1_000_000n },
      resource: resourceOf("back"),
    });
    return [client, server];
  };
  const calls = [call(0, 100), call(1, 101), call(2, 13_000)];
  const run = async (): Promise<Families> => {
    await over.store.graphJob.run({ everything: true });
    return over.settled();
  };
  const edge = { client: "front", server: "back", connection_type: "" };
  const value = (of: Families, name: string, le?: string) =>
    [...of.values()]
      .flatMap(({ samples }) => samples)
      .find((sample) => {
        const labels = le === undefined ? edge : { ...edge, le };
        return (
          sample.name === `traces_service_graph_${name}` && isDeepStrictEqual(sample.labels, labels)
        );
      })?.value;
  // Two whole calls, and of the third the client alone.
  await over.insert([...calls[0]!, ...calls[1]!, calls[2]![0]]);
  const first = await run();
  expect(value(first, "request_total")).toBe(2);
  expect(value(first, "request_failed_total")).toBe(1);
  await over.insert([calls[2]![1]]);
  const whole = await run();
  expect(value(whole, "request_total")).toBe(3);
  expect(value(whole, "request_failed_total")).toBe(1);
  const servers = ["0.1", "0.2", "12.8", "+Inf"].map((le) =>
    value(whole, "request_server_seconds_bucket", le),
  );
  expect(servers).toEqual([1, 2, 2, 3]);
  expect(value(whole, "request_client_seconds_bucket", "0.4")).toBe(0);
  expect(value(whole, "request_client_seconds_bucket", "0.8")).toBe(3);
  expect(value(whole, "request_server_seconds_sum")).toBeCloseTo(13.201, 6);
});
