import { expect, it } from "vitest";
import { groupingOf } from "./trace-params.ts";

it.each([
  [{}, "service"],
  [{ by: "kind" }, "kind"],
  [{ by: "http.route" }, "http.route"],
  // Nobody would ever answer what groups these make.
  [{ by: "self" }, "service"],
  [{ by: "percentile" }, "service"],
  [{ by: "depth" }, "service"],
])("groups the statistics of %j by %s", (params, grouping) => {
  expect(groupingOf(params)).toBe(grouping);
});
