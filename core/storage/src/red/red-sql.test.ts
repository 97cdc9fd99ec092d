import { describe, expect, it } from "vitest";
import { planRed } from "./red-plan.ts";
import type { RedQuestion } from "./red-reader.ts";
import { countersQuery } from "./read-red-counters.ts";
import { distributionQuery } from "./read-red-distribution.ts";
import {
  seriesCountQuery,
  storedRowsQuery,
  summedBinsQuery,
  summedRowsQuery,
  type RedScope,
} from "./red-sql.ts";

const LAYOUT = { database: "spanhouse", cluster: "" };
const NOW = 1_760_000_000;
const HOURS = 3_600;
const QUESTION: RedQuestion = {
  ...{ tenant: "", stepSeconds: 60, groupBy: "service", quantiles: [0.5] },
  time: {
    fromUnixNano: BigInt(NOW - 2 * HOURS) * 1_000_000_000n,
    toUnixNano: BigInt(NOW) * 1_000_000_000n,
  },
};

function tableOf(question: Partial<RedQuestion>): string | undefined {
  return planRed({ ...QUESTION, ...question }, NOW)?.table.name;
}

describe("the SQL of rates, errors and durations", () => {
  it("is as it was reviewed", () => {
    const { table } = planRed(QUESTION, NOW)!;
    const scope: RedScope = { table, filter: QUESTION, firstUnit: 5, lastUnit: 9 };
    const columns = { operation: false, bins: true, exemplars: true };
    const operations = planRed({ ...QUESTION, groupBy: "operation" }, NOW)!;
    const chosen: RedScope = {
      ...{ ...scope, table: operations.table },
      filter: { tenant: "t", services: ["a"], operations: ["b"], kinds: [2, 5] },
      series: { services: ["a"], operations: ["b"] },
    };
    const named = { ...columns, operation: true };
    const time = "toUInt32(intDiv(minute, 60))";
    const days = { firstReceivedDay: 20_000, lastReceivedDay: 20_001 };
    expect([
      storedRowsQuery(LAYOUT, scope, columns),
      storedRowsQuery(LAYOUT, chosen, named),
      summedRowsQuery(LAYOUT, scope, { time, columns, limit: 10 }),
      summedBinsQuery(LAYOUT, chosen, { time, columns: named }),
      seriesCountQuery(LAYOUT, scope, columns),
      distributionQuery(LAYOUT, chosen),
      countersQuery(LAYOUT, { tenant: "", ...days, seriesMax: 10 }),
    ]).toMatchSnapshot();
  });

  it("reads the smallest table that has the steps and the names", () => {
    expect(tableOf({})).toBe("red_service_minute");
    expect(tableOf({ groupBy: "operation" })).toBe("red_minute");
    expect(tableOf({ operations: ["x"] })).toBe("red_minute");
    expect(tableOf({ stepSeconds: 10 })).toBe("red_10s");
    const old = { ...QUESTION.time, fromUnixNano: BigInt(NOW - 25 * HOURS) * 1_000_000_000n };
    expect(tableOf({ stepSeconds: 10, time: old })).toBe("red_service_minute");
  });
});
