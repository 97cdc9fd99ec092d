import { assert } from "@spanhouse/base";
import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { RED_TOTALS_MAX } from "../limits.ts";
import type { TimeRange } from "../read/read-options.ts";
import { rowReader } from "../read/row-binary.ts";
import { clampRange } from "../search/time-windows.ts";
import type { Layout } from "../schema/layout.ts";
import { checkQuestion, minuteTable, unitsOf } from "./red-plan.ts";
import { toRedPoints, type RedGrid } from "./red-points.ts";
import type { RedNumbers, RedSeries, RedTotals, RedTotalsQuestion } from "./red-reader.ts";
import { readRedRows, SeriesNames, type RedRows } from "./red-rows.ts";
import {
  seriesCountQuery,
  summedBinsQuery,
  summedRowsQuery,
  type RedColumns,
  type RedScope,
} from "./red-sql.ts";

/** Everything is one step. */
const ONE_STEP: RedGrid = { cellOf: () => 0, steps: 1, windowSteps: 1 };
const TIME = "toUInt32(0)";

/** Sums over a range, and over an earlier one; what is promised is in red-reader.ts. */
export async function readRedTotals(
  engine: Engine,
  layout: Layout,
  question: RedTotalsQuestion,
  options: QueryOptions,
): Promise<RedTotals> {
  checkQuestion(question);
  assert(question.limit > 0 && question.limit <= RED_TOTALS_MAX, "totals have a limit");
  const scope = scopeOf(question, question.time);
  if (scope === undefined) return { rows: [], rowsLeftOut: 0 };
  const sums = columnsOf(question, { exemplars: true });
  const read = sourceOf(engine, options);
  const names = new SeriesNames();
  const totals = await read(
    summedRowsQuery(layout, scope, { time: TIME, columns: sums, limit: question.limit }),
    sums,
    names,
  );
  const { services, operations } = names;
  const series = question.groupBy === "operation" ? { services, operations } : { services };
  const chosen: RedScope = { ...scope, series };
  const blocks = [...totals, ...(await readBins(layout, chosen, question, read, names))];
  const { series: now } = toRedPoints(blocks, names, ONE_STEP, {
    quantiles: question.quantiles,
    exemplars: false,
    seriesMax: question.limit,
  });
  const exemplars = exemplarsOf(totals, names);
  const earlier = await readEarlier(layout, question, { series, names, read });
  const left =
    services.length < question.limit ? 0 : await countLeftOut(engine, layout, scope, sums, options);
  const rows = now.map((one) => {
    const { service, operation } = one;
    const number = names.numberOf(service, operation);
    const before = earlier?.[number];
    return {
      ...{ service, operation, now: numbersOf(one) },
      ...(earlier === undefined ? {} : { earlier: before ?? nothing(question) }),
      ...exemplars[number],
    };
  });
  return { rows, rowsLeftOut: Math.max(0, left - rows.length) };
}

type Source = (
  query: Query,
  columns: RedColumns,
  names: SeriesNames,
) => Promise<readonly RedRows[]>;

function sourceOf(engine: Engine, options: QueryOptions): Source {
  return async (query, columns, names) =>
    readRedRows(await engine.read(query, { ...options, format: "Native" }), columns, names);
}

function scopeOf(question: RedTotalsQuestion, time: TimeRange): RedScope | undefined {
  const range = clampRange(time);
  if (range === undefined) return undefined;
  const table = minuteTable(question);
  const [firstUnit, lastUnit] = unitsOf(range, table.unitSeconds);
  return { table, filter: question, firstUnit, lastUnit };
}

function columnsOf(
  { groupBy }: RedTotalsQuestion,
  { exemplars = false, bins = false }: { exemplars?: boolean; bins?: boolean },
): RedColumns {
  return { operation: groupBy === "operation", bins, exemplars };
}

async function readBins(
  layout: Layout,
  scope: RedScope,
  question: RedTotalsQuestion,
  read: Source,
  names: SeriesNames,
): Promise<readonly RedRows[]> {
  if (question.quantiles.length === 0 || names.count === 0) return [];
  const columns = columnsOf(question, { bins: true });
  return read(summedBinsQuery(layout, scope, { time: TIME, columns }), columns, names);
}

/** By number of the series; undefined when no earlier range was asked for. */
async function readEarlier(
  layout: Layout,
  question: RedTotalsQuestion,
  of: { readonly series: RedScope["series"]; readonly names: SeriesNames; readonly read: Source },
): Promise<readonly (RedNumbers | undefined)[] | undefined> {
  const { series, names, read } = of;
  if (question.earlier === undefined) return undefined;
  const scope = scopeOf(question, question.earlier);
  if (scope === undefined || series === undefined || names.count === 0) return [];
  const chosen = { ...scope, series };
  const columns = columnsOf(question, {});
  const blocks = [
    ...(await read(summedRowsQuery(layout, chosen, { time: TIME, columns }), columns, names)),
    ...(await readBins(layout, chosen, question, read, names)),
  ];
  const points = toRedPoints(blocks, names, ONE_STEP, {
    quantiles: question.quantiles,
    exemplars: false,
    seriesMax: names.count,
  });
  const found: (RedNumbers | undefined)[] = [];
  for (const one of points.series) {
    found[names.numberOf(one.service, one.operation)] = numbersOf(one);
  }
  return found;
}

function numbersOf({ count, errorCount, durationSumNano, quantilesNano }: RedSeries): RedNumbers {
  return {
    count: count[0]!,
    errorCount: errorCount[0]!,
    durationSumNano: durationSumNano[0]!,
    quantilesNano: quantilesNano.map((values) => values[0]!),
  };
}

function nothing({ quantiles }: RedTotalsQuestion): RedNumbers {
  return {
    ...{ count: 0, errorCount: 0, durationSumNano: 0 },
    quantilesNano: quantiles.map(() => NaN),
  };
}

/** By number of the series. The sums have one row each. */
function exemplarsOf(
  blocks: readonly RedRows[],
  names: SeriesNames,
): readonly Pick<RedTotals["rows"][number], "exemplar" | "errorExemplar">[] {
  const found: Pick<RedTotals["rows"][number], "exemplar" | "errorExemplar">[] = [];
  for (const rows of blocks) {
    for (let row = 0; row < rows.count; row++) {
      const [exemplar, errorExemplar] = [rows.exemplar(row), rows.errorExemplar(row)];
      found[rows.series[row]!] = {
        ...(exemplar === undefined ? {} : { exemplar }),
        ...(errorExemplar === undefined ? {} : { errorExemplar }),
      };
    }
  }
  return found.slice(0, names.count);
}

async function countLeftOut(
  engine: Engine,
  layout: Layout,
  scope: RedScope,
  columns: RedColumns,
  options: QueryOptions,
): Promise<number> {
  const row = rowReader(await engine.read(seriesCountQuery(layout, scope, columns), options));
  return Number(row.uint64());
}
