import {
  latencyBinEdgeNano,
  type OwnRed,
  type OwnRedDistribution,
  type OwnRedExemplar,
  type OwnRedNumbers,
  type OwnRedTotals,
} from "@spanhouse/model";
import type {
  RedAnswer,
  RedDistribution,
  RedExemplar,
  RedNumbers,
  RedSeries,
  RedTotals,
} from "@spanhouse/storage";
import { JsonBytes } from "./json-bytes.ts";

/** `OwnRed` as JSON: what the UI's own API answers about rates, errors and durations over time. */
export function ownRedJson(answer: RedAnswer, quantiles: readonly number[]): Buffer {
  const { firstUnixSeconds, stepSeconds, windowSeconds, steps, seriesLeftOut } = answer;
  const numbers = answer.series.length * steps * (3 + quantiles.length);
  const json = new JsonBytes(numbers * BYTES_PER_NUMBER);
  const head: Omit<OwnRed, "series"> = {
    ...{ startUnixSeconds: firstUnixSeconds, stepSeconds, windowSeconds, steps, quantiles },
    ...{ seriesLeftOut, warnings: leftOut(seriesLeftOut, "series") },
  };
  json.json(`${JSON.stringify(head).slice(0, -1)},"series":[`);
  answer.series.forEach((one, index) => {
    if (index > 0) json.json(",");
    writeSeries(json, one);
  });
  json.json("]}");
  return json.finish();
}

/** About. More is made room for. */
const BYTES_PER_NUMBER = 8;

/** An `OwnRedSeries`. */
function writeSeries(json: JsonBytes, one: RedSeries): void {
  const { service, operation, exemplars } = one;
  json.json(`${JSON.stringify({ service, operation }).slice(0, -1)},"count":`);
  json.numbers(one.count);
  json.json(',"errorCount":');
  json.numbers(one.errorCount);
  json.json(',"durationSumUs":');
  json.micros(one.durationSumNano);
  json.json(',"quantilesUs":[');
  one.quantilesNano.forEach((values, index) => {
    if (index > 0) json.json(",");
    json.micros(values);
  });
  json.json("]");
  if (exemplars !== undefined) {
    json.json(',"exemplars":');
    json.value(exemplars.map((span) => (span === undefined ? null : toOwn(span))));
  }
  json.json("}");
}

export function toOwnRedTotals(totals: RedTotals, quantiles: readonly number[]): OwnRedTotals {
  return {
    quantiles,
    rows: totals.rows.map(({ service, operation, now, earlier, exemplar, errorExemplar }) => ({
      ...{ service, operation, now: toOwnNumbers(now) },
      ...(earlier === undefined ? {} : { earlier: toOwnNumbers(earlier) }),
      ...(exemplar === undefined ? {} : { exemplar: toOwn(exemplar) }),
      ...(errorExemplar === undefined ? {} : { errorExemplar: toOwn(errorExemplar) }),
    })),
    rowsLeftOut: totals.rowsLeftOut,
    warnings: leftOut(totals.rowsLeftOut, "rows"),
  };
}

export function toOwnRedDistribution({ bins, binWeights }: RedDistribution): OwnRedDistribution {
  return {
    count: binWeights.reduce((sum, weight) => sum + weight, 0),
    upToUs: Array.from(bins, (bin) => toMicros(latencyBinEdgeNano(bin))),
    counts: [...binWeights],
  };
}

function toOwnNumbers(numbers: RedNumbers): OwnRedNumbers {
  return {
    count: numbers.count,
    errorCount: numbers.errorCount,
    durationSumUs: toMicros(numbers.durationSumNano),
    quantilesUs: numbers.quantilesNano.map(toMicrosOrNull),
  };
}

function toOwn({ traceId, spanId, durationNano }: RedExemplar): OwnRedExemplar {
  return { traceId, spanId, durationUs: toMicros(durationNano) };
}

/** Three decimals: to the nanosecond. */
function toMicros(nano: number): number {
  return Math.round(nano) / 1_000;
}

function toMicrosOrNull(nano: number): number | null {
  return Number.isNaN(nano) ? null : toMicros(nano);
}

function leftOut(count: number, what: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${what} with fewer spans are left out`];
}
