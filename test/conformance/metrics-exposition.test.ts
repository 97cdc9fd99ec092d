import { writeExposition, type MetricFamily, type MetricSample } from "@spanhouse/wire";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readOpenMetrics } from "../support/read-openmetrics.ts";
import { readPrometheusText } from "../support/read-prometheus-text.ts";

// Whatever is in labels, help and values, strict readers of both formats read back what was meant.

const text = fc.string({ unit: "grapheme", maxLength: 20 });
const nasty = fc.oneof(
  text,
  fc.constantFrom('"', "\\", "\n", '\\"', "\\n", "a\nb", "# EOF\n", "}"),
);
const count = fc.nat({ max: 1_000_000 });
const exemplar = fc.record({
  labels: fc.constantFrom([["trace_id", "0af7651916cd43dd8448eb211c80319c"]] as const),
  value: fc.constant(0.001),
  timestampSeconds: fc.nat(),
});
type Labels = MetricSample["labels"];
const series = <T>(sample: (labels: Labels) => fc.Arbitrary<readonly T[]>): fc.Arbitrary<T[]> =>
  fc
    .uniqueArray(fc.tuple(nasty, nasty), { maxLength: 4, selector: (pair) => JSON.stringify(pair) })
    .chain((pairs) =>
      fc.tuple(
        ...pairs.map(([a, b]) =>
          sample([
            ["service", a],
            ["span_name", b],
          ]),
        ),
      ),
    )
    .map((samples) => samples.flat());

const counter = series<MetricSample>((labels) =>
  fc
    .record({ value: count, exemplar: fc.option(exemplar, { nil: undefined }) })
    .map(({ value, exemplar: of }) => [
      { suffix: "_total", labels, value, ...(of === undefined ? {} : { exemplar: of }) },
    ]),
);
const gauge = series<MetricSample>((labels) =>
  fc.double().map((value) => [{ suffix: "", labels, value: Object.is(value, -0) ? 0 : value }]),
);
const histogram = series<MetricSample>((labels) =>
  fc.array(count, { minLength: 4, maxLength: 4 }).map((counts) => {
    const bounds = [0.002, 0.5, 16, Infinity];
    let below = 0;
    const buckets = counts.map((own, i): MetricSample => {
      below += own;
      return { suffix: "_bucket", labels, le: bounds[i]!, value: below };
    });
    return [
      ...buckets,
      { suffix: "_sum", labels, value: 1.5 },
      { suffix: "_count", labels, value: below },
    ];
  }),
);
const family = (type: MetricFamily["type"], samples: fc.Arbitrary<MetricSample[]>) =>
  fc.tuple(samples, nasty, fc.boolean()).map(([made, help, plainAlias]): MetricFamily => ({
    ...{ name: `a_${type}_seconds`, type, help, samples: made, plainAlias },
  }));
const families = fc.tuple(
  family("counter", counter),
  family("gauge", gauge),
  family("histogram", histogram),
);

it("is read back from OpenMetrics as it was meant", () => {
  fc.assert(
    fc.property(families, (written) => {
      const read = readOpenMetrics([...writeExposition(written, "openMetrics")].join(""));
      for (const { name, type, help, samples } of written) {
        const back = read.get(name)!;
        expect(back).toMatchObject({ type, help, unit: "seconds" });
        expect(back.samples).toEqual([...samples].map((sample) => asRead(name, sample, true)));
      }
    }),
    { numRuns: 300 },
  );
});

it("is read back from text format 0.0.4 as it was meant", () => {
  fc.assert(
    fc.property(families, (written) => {
      const read = readPrometheusText([...writeExposition(written, "text")].join(""));
      for (const { name, type, help, samples, plainAlias } of written) {
        const back = read.get(type === "counter" ? `${name}_total` : name)!;
        expect(back).toMatchObject({ type, help });
        expect(back.samples).toEqual([...samples].map((sample) => asRead(name, sample, false)));
        if (type === "counter") expect(read.has(name)).toBe(plainAlias === true);
      }
    }),
    { numRuns: 300 },
  );
});

function asRead(name: string, sample: MetricSample, isOpenMetrics: boolean): object {
  const { suffix, labels, le, value, exemplar: of } = sample;
  const bound = le === Infinity ? "+Inf" : le === 16 && isOpenMetrics ? "16.0" : String(le);
  return {
    name: name + suffix,
    labels: { ...Object.fromEntries(labels), ...(le === undefined ? {} : { le: bound }) },
    value,
    ...(of === undefined || !isOpenMetrics
      ? {}
      : { exemplar: { ...of, labels: Object.fromEntries(of.labels) } }),
  };
}
