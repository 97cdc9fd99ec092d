import { join } from "node:path";
import { adjustedCountOf, serviceNameOf, type Span } from "@spanhouse/model";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openEmbeddedSql } from "../support/embedded-sql.ts";
import type { ReadSample } from "../support/exposition.ts";
import {
  startMetricsOverStore,
  type Families,
  type MetricsOverStore,
} from "../support/metrics-over-store.ts";
import { grouped } from "../support/red-brute-force.ts";
import { dayOf, writeSpansFile } from "../support/spool-file.ts";
import { newTraceId, resourceOf, testSpan } from "../support/test-span.ts";

/** Metrics of spans over a real store: the numbers, and exemplars that lead to a trace. */

const KINDS = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
const STATUSES = ["UNSET", "OK", "ERROR"];

let over: MetricsOverStore;
/** Ids and durations are drawn, but the same in every run. */
let drawn = 1;

beforeAll(async () => {
  over = await startMetricsOverStore();
});

afterAll(() => over.close());

function draw(below: number): number {
  drawn = (drawn * 48_271) % 2_147_483_647;
  return drawn % below;
}

function someSpans(count: number): Span[] {
  return Array.from({ length: count }, () => {
    const startUnixNano = BigInt(Date.now() - draw(3_600_000)) * 1_000_000n;
    // From a hundredth of a millisecond to half a minute, edges of buckets among them.
    const durationNano =
      draw(4) === 0
        ? 2_000_000n * 2n ** BigInt(draw(14))
        : BigInt(Math.floor(1e4 * 1.16 ** draw(100)));
    return testSpan({
      ...{ traceId: newTraceId(), startUnixNano, endUnixNano: startUnixNano + durationNano },
      ...{ name: `op "${draw(4)}"\\`, kind: draw(6), statusCode: draw(3) },
      traceState: draw(3) === 0 ? "ot=th:c" : "",
      resource: resourceOf(["cart", "web", ""][draw(3)]!),
    });
  });
}

function labelsOf(span: Span): Labels {
  return {
    service: serviceNameOf(span.resource),
    span_name: span.name,
    span_kind: `SPAN_KIND_${KINDS[span.kind]!}`,
    status_code: `STATUS_CODE_${STATUSES[span.statusCode]!}`,
  };
}

type Labels = Readonly<Record<string, string>>;

const keyOf = (name: string, labels: Labels): string =>
  name + JSON.stringify(Object.entries(labels).sort());

/** The values of all samples, by name and labels. */
function valuesOf(families: Families): (name: string, labels: Labels) => number | undefined {
  const samples = [...families.values()].flatMap((family) => family.samples);
  const values = new Map(samples.map(({ name, labels, value }) => [keyOf(name, labels), value]));
  return (name, labels) => values.get(keyOf(`traces_spanmetrics_${name}`, labels));
}

it("shows exemplars that all lead to their trace, and none that retention has removed", async () => {
  const yesterday = dayOf(Date.now()) - 1;
  const old = testSpan({ name: "old", resource: resourceOf("retention") });
  const young = testSpan({ name: "young", resource: resourceOf("retention") });
  await over.insert([old], yesterday);
  await over.insert([young]);
  await over.restart();
  const exemplars = async (): Promise<readonly ReadSample[]> =>
    [...(await over.scrape()).values()].flatMap(({ samples }) =>
      samples.filter(({ exemplar }) => exemplar !== undefined),
    );
  const ids = (samples: readonly ReadSample[]): ReadonlySet<string> =>
    new Set(samples.map(({ exemplar }) => exemplar!.labels["trace_id"]!));
  const allResolve = async (samples: readonly ReadSample[]): Promise<void> => {
    for (const { exemplar } of samples) {
      const { trace_id: traceId, span_id: spanId } = exemplar!.labels;
      const answer = await fetch(`${over.queryUrl}/api/traces/${traceId!}?raw=true`);
      expect(answer.status, traceId).toBe(200);
      if (spanId !== undefined) expect(await answer.text()).toContain(`"spanID":"${spanId}"`);
    }
  };
  const before = await exemplars();
  expect(ids(before)).toContain(old.traceId);
  expect(ids(before)).toContain(young.traceId);
  await allResolve(before);

  const sql = openEmbeddedSql(join(over.folder, "store"));
  const day = new Date(yesterday * 86_400_000).toISOString().slice(0, 10);
  await sql.rows(`ALTER TABLE spanhouse.spans DROP PARTITION '${day}'`);
  sql.close();
  await over.restart();
  const after = await exemplars();
  expect(ids(after)).not.toContain(old.traceId);
  expect(ids(after)).toContain(young.traceId);
  await allResolve(after);
});

it("shows what was stored since the start, as computed from the spans", async () => {
  await over.insert(someSpans(200));
  await over.restart();
  const spans = [...someSpans(300), ...someSpans(100)];
  await over.insert(spans.slice(0, 300));
  await over.insert(spans.slice(300, 350), dayOf(Date.now()) - 1);
  await over.insert(spans.slice(350));
  const value = valuesOf(await over.settled());
  for (const [, group] of grouped(spans, (span) => JSON.stringify(labelsOf(span)))) {
    const labels = labelsOf(group[0]!);
    const weights = group.map((span) => ({
      weight: adjustedCountOf(span.traceState),
      seconds: Number(span.endUnixNano - span.startUnixNano) / 1e9,
    }));
    const sum = (kept: typeof weights): number => kept.reduce((all, { weight }) => all + weight, 0);
    expect(value("calls_total", labels), JSON.stringify(labels)).toBeCloseTo(sum(weights), 6);
    for (let k = 0; k < 14; k++) {
      const bound = 0.002 * 2 ** k;
      const le = Number.isInteger(bound) ? `${bound}.0` : String(Number(bound.toFixed(3)));
      expect(value("latency_bucket", { ...labels, le }), le).toBe(
        sum(weights.filter(({ seconds }) => seconds <= bound + 1e-12)),
      );
    }
    const seconds = weights.reduce((all, { weight, seconds: of }) => all + weight * of, 0);
    expect(value("latency_sum", labels)).toBeCloseTo(seconds, 6);
  }
});

it("counts nothing twice when an insert is repeated, and nothing anew after a restart", async () => {
  await over.restart();
  const part = writeSpansFile(join(over.folder, "again.native"), [
    testSpan({ name: "once", startUnixNano: BigInt(Date.now()) * 1_000_000n }),
  ]);
  for (let i = 0; i < 3; i++) await over.store.writer.insert({ parts: [part], token: "again" });
  const calls = async (): Promise<readonly number[]> => {
    const { samples } = (await over.settled()).get("traces_spanmetrics_calls")!;
    return samples.filter(({ labels }) => labels["span_name"] === "once").map(({ value }) => value);
  };
  expect(await calls()).toEqual([1]);
  await over.restart();
  expect(await calls()).toEqual([0]);
});

it("sums up what is beyond seriesMax, and says nothing twice", async () => {
  await over.restart({ seriesMax: 3 });
  await over.insert(someSpans(100));
  const { samples } = (await over.settled()).get("traces_spanmetrics_calls")!;
  const overflow = samples.filter(({ labels }) => labels["service"] === "__overflow__");
  expect(samples).toHaveLength(4);
  expect(overflow[0]!.labels["span_name"]).toBe("__overflow__");
  expect(overflow[0]!.value).toBeGreaterThan(0);
});
