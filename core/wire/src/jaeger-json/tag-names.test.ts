import { expect, it } from "vitest";
import { toTagCondition } from "./tag-names.ts";

it.each([
  ["error", "true", { field: "statusCode", equals: 2 }],
  ["error", "false", { field: "statusCode", not: 2 }],
  ["span.kind", "server", { field: "kind", equals: 2 }],
  ["span.kind", "Internal", { field: "kind", equals: 1 }],
  ["otel.status_code", "ERROR", { field: "statusCode", equals: 2 }],
  ["otel.status_code", "ok", { field: "statusCode", equals: 1 }],
  ["otel.status_code", "UNSET", { field: "statusCode", equals: 0 }],
])("%s=%s asks for the field", (key, text, condition) => {
  expect(toTagCondition(key, text)).toEqual(condition);
});

it.each([
  ["error", "timeout"],
  ["span.kind", "tea"],
  ["otel.status_code", "2"],
  ["http.route", "true"],
])("%s=%s asks for an attribute", (key, text) => {
  expect(toTagCondition(key, text)).toEqual({ field: "attribute", key, text });
});
