import { anyOf, attributeTextIs, fieldIs } from "@spanhouse/model";
import { expect, it } from "vitest";
import { toTagPredicate } from "./tag-names.ts";

it.each([
  ["error", "true", fieldIs("status", "=", 2)],
  ["error", "false", fieldIs("status", "!=", 2)],
  ["span.kind", "server", fieldIs("kind", "=", 2)],
  ["span.kind", "Internal", fieldIs("kind", "=", 1)],
  ["otel.status_code", "ERROR", fieldIs("status", "=", 2)],
  ["otel.status_code", "ok", fieldIs("status", "=", 1)],
  ["otel.status_code", "UNSET", fieldIs("status", "=", 0)],
])("%s=%s asks for the field", (key, text, predicate) => {
  expect(toTagPredicate(key, text)).toEqual(predicate);
});

it.each([
  ["error", "timeout"],
  ["span.kind", "tea"],
  ["otel.status_code", "2"],
  ["http.route", "true"],
])("%s=%s asks for an attribute", (key, text) => {
  expect(toTagPredicate(key, text)).toEqual(attributeTextIs(key, text));
});

it.each([
  ["otel.scope.name", "scopeName"],
  ["otel.scope.version", "scopeVersion"],
  ["otel.status_description", "statusMessage"],
  ["w3c.tracestate", "traceState"],
] as const)("%s asks for the field or an attribute", (key, field) => {
  expect(toTagPredicate(key, "a b")).toEqual(
    anyOf([fieldIs(field, "=", "a b"), attributeTextIs(key, "a b")]),
  );
});
