import { expect, it } from "vitest";
import { cohortTraceql } from "./cohort-traceql.ts";
import { traceqlConditions } from "./traceql-conditions.ts";

it("names service, operation and kind of a span", () => {
  expect(cohortTraceql("cart", "GET /", 2)).toBe(
    '{ resource.service.name = "cart" && name = "GET /" && kind = server }',
  );
  expect(cohortTraceql("a", "b", 9)).toBe('{ resource.service.name = "a" && name = "b" }');
});

it("is read as the same, whatever the names contain", () => {
  for (const name of ['"', "\\", "a\nb", "é\u{1F600}", "}", ""]) {
    expect(traceqlConditions(cohortTraceql(name, name, 0))).toEqual({
      ok: true,
      value: [
        { target: { field: "service" }, operator: "=", text: name },
        { target: { field: "operation" }, operator: "=", text: name },
        { target: { field: "kind" }, operator: "=", text: "unspecified" },
      ],
    });
  }
});
