import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import {
  RED_GROUPED_STEP_UNITS,
  RED_POINTS_MAX,
  RED_RESULT_BYTES_MAX,
  RED_SERIES_MAX,
} from "../limits.ts";
import { READ_SETTINGS } from "../read/read-settings.ts";
import type { ReadOptions } from "../read/read-options.ts";
import type { Layout } from "../schema/layout.ts";
import { planRed, type RedPlan } from "./red-plan.ts";
import { toRedPoints } from "./red-points.ts";
import type { RedAnswer, RedQuestion } from "./red-reader.ts";
import { readRedRows, SeriesNames, type RedRows } from "./red-rows.ts";
import {
  storedRowsQuery,
  summedBinsQuery,
  summedRowsQuery,
  type RedColumns,
  type RedScope,
} from "./red-sql.ts";

/** How every question about rates, errors and durations is read. */
export function redQueryOptions(options: ReadOptions | undefined): QueryOptions {
  const settings = { ...READ_SETTINGS, max_result_bytes: RED_RESULT_BYTES_MAX };
  const { signal } = options ?? {};
  return { settings, lane: "rollup", ...(signal === undefined ? {} : { signal }) };
}

/** Rates, errors and durations over time; what is promised is in red-reader.ts. */
export async function readRed(
  engine: Engine,
  layout: Layout,
  question: RedQuestion,
  options: QueryOptions,
): Promise<RedAnswer> {
  const plan = planRed(question, Date.now() / 1000);
  if (plan === undefined) return EMPTY;
  const { stepUnits, firstStep, steps, windowSteps } = plan;
  const firstCell = firstStep - windowSteps + 1;
  const names = new SeriesNames();
  const blocks: RedRows[] = [];
  for (const { query, columns } of queriesOf(layout, question, plan)) {
    const bytes = await engine.read(query, { ...options, format: "Native" });
    blocks.push(...readRedRows(bytes, columns, names));
  }
  const isGrouped = isGroupedByEngine(plan);
  const cellOf = (time: number): number =>
    (isGrouped ? time : Math.floor(time / stepUnits)) - firstCell;
  const points = toRedPoints(
    blocks,
    names,
    { cellOf, steps, windowSteps },
    {
      quantiles: question.quantiles,
      exemplars: question.exemplars ?? false,
      seriesMax: Math.min(
        question.seriesMax ?? RED_SERIES_MAX,
        RED_SERIES_MAX,
        Math.floor(RED_POINTS_MAX / (steps + windowSteps - 1)),
      ),
    },
  );
  const stepSeconds = stepUnits * plan.table.unitSeconds;
  return {
    ...points,
    ...{ stepSeconds, steps, stepsLeftOut: plan.stepsLeftOut },
    firstUnixSeconds: firstStep * stepSeconds,
    windowSeconds: windowSteps * stepSeconds,
  };
}

const EMPTY: RedAnswer = {
  ...{ firstUnixSeconds: 0, stepSeconds: 0, windowSeconds: 0, steps: 0 },
  ...{ series: [], seriesLeftOut: 0, stepsLeftOut: 0 },
};

/** Steps of many units are summed up by the engine, so that few rows leave it; else it would only cost. */
function isGroupedByEngine({ stepUnits }: RedPlan): boolean {
  return stepUnits >= RED_GROUPED_STEP_UNITS;
}

function queriesOf(
  layout: Layout,
  question: RedQuestion,
  plan: RedPlan,
): readonly { readonly query: Query; readonly columns: RedColumns }[] {
  const { table, stepUnits, firstStep, steps, windowSteps } = plan;
  const scope: RedScope = {
    ...{ table, filter: question },
    firstUnit: Math.max(0, (firstStep - windowSteps + 1) * stepUnits),
    lastUnit: (firstStep + steps) * stepUnits - 1,
  };
  const columns: RedColumns = {
    operation: question.groupBy === "operation",
    bins: question.quantiles.length > 0,
    exemplars: question.exemplars ?? false,
  };
  if (!isGroupedByEngine(plan)) {
    return [{ query: storedRowsQuery(layout, scope, columns), columns }];
  }
  const time = `toUInt32(intDiv(${table.timeColumn}, ${stepUnits}))`;
  const sums = { ...columns, bins: false };
  const bins = { ...columns, exemplars: false };
  return [
    { query: summedRowsQuery(layout, scope, { time, columns: sums }), columns: sums },
    ...(columns.bins
      ? [{ query: summedBinsQuery(layout, scope, { time, columns: bins }), columns: bins }]
      : []),
  ];
}
