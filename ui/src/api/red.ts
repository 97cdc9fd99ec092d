import type { OwnRed, OwnRedTotals } from "@spanhouse/model";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { compareShiftUs, rangeUs, type RangeUs } from "../logic/range-params.ts";
import type { ServicesParams } from "../logic/services-params.ts";
import { requestJson } from "./request.ts";

/** As many rows as the server gives at once. */
const ROWS_MAX = 1_000;
const SERIES_MAX = 200;
/** Points of a small chart in a table. */
const SPARK_POINTS = 40;
const POINTS = 120;
/** OTLP's server and consumer: calls that came in. */
const INCOMING_KINDS = ["2", "5"];

interface Asked {
  readonly service?: string;
  readonly operation?: string;
}

/** An answer, and when it was asked for: what began before and ends after is not over in it. */
export type AskedAt<Answer> = Answer & { readonly askedMs: number };

/** One row per service, or per operation of one service, most spans first. */
export function useRedTotals(params: ServicesParams, asked: Asked = {}) {
  const { lookback, start, end, compare, kind } = params;
  return useQuery({
    queryKey: ["red-totals", lookback, start, end, compare, kind, asked],
    queryFn: async ({ signal }) => {
      const askedMs = Date.now();
      const range = rangeUs(params, askedMs);
      const query = toQuery(params, asked, range);
      query.set("limit", String(ROWS_MAX));
      const shiftUs = compareShiftUs(params, range);
      if (shiftUs !== undefined) query.set("compare", `${shiftUs}us`);
      const path = `/api/own/red/totals?${query.toString()}`;
      return { ...(await requestJson<OwnRedTotals>(path, signal)), range, askedMs };
    },
    placeholderData: keepPreviousData,
  });
}

/** Rates, errors and p95 over time for small charts, of the services or operations with the most spans. */
export function useRedSparks(params: ServicesParams, asked: Asked = {}) {
  const { lookback, start, end, kind } = params;
  return useQuery({
    queryKey: ["red-sparks", lookback, start, end, kind, asked],
    queryFn: ({ signal }) => {
      const askedMs = Date.now();
      const range = rangeUs(params, askedMs);
      const query = toQuery(params, asked, range);
      query.set("limit", String(SERIES_MAX));
      query.set("step", stepText(range, SPARK_POINTS));
      query.set("quantile", "0.95");
      return seriesOf(query, askedMs, signal);
    },
    placeholderData: keepPreviousData,
  });
}

/** One service, or one operation of it, over time, with the slowest span of each step. */
export function useRedSeries(params: ServicesParams, asked: Asked) {
  const { lookback, start, end, kind } = params;
  return useQuery({
    queryKey: ["red", lookback, start, end, kind, asked],
    queryFn: ({ signal }) => {
      const askedMs = Date.now();
      const range = rangeUs(params, askedMs);
      const query = toQuery(params, { service: asked.service! }, range);
      query.set("groupBy", asked.operation === undefined ? "service" : "operation");
      if (asked.operation !== undefined) query.set("operation", asked.operation);
      query.set("step", stepText(range, POINTS));
      query.set("exemplars", "true");
      return seriesOf(query, askedMs, signal);
    },
    placeholderData: keepPreviousData,
  });
}

async function seriesOf(
  query: URLSearchParams,
  askedMs: number,
  signal: AbortSignal,
): Promise<AskedAt<OwnRed>> {
  return { ...(await requestJson<OwnRed>(`/api/own/red?${query.toString()}`, signal)), askedMs };
}

function toQuery({ kind }: ServicesParams, { service }: Asked, range: RangeUs): URLSearchParams {
  const query = new URLSearchParams({
    start: String(range.startUs),
    end: String(range.endUs),
    groupBy: service === undefined ? "service" : "operation",
  });
  if (service !== undefined) query.set("service", service);
  if (kind !== "all") for (const incoming of INCOMING_KINDS) query.append("kind", incoming);
  return query;
}

/** Whole steps of ten seconds, or of minutes beyond one. */
function stepText({ startUs, endUs }: RangeUs, points: number): string {
  const seconds = (endUs - startUs) / 1e6 / points;
  const least = seconds > 60 ? 60 : 10;
  return `${Math.max(1, Math.ceil(seconds / least)) * least}s`;
}
