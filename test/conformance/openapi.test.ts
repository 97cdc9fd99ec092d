import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020, type AnySchemaObject } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startQueryOverStore, type QueryOverStore } from "../support/query-over-store.ts";
import { attributesOf, testSpan } from "../support/test-span.ts";

/**
 * The description of the API at /api/docs is what the service does: every route, every parameter that is read,
 * and the bodies as they are.
 */

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required?: boolean;
  readonly example: string | number | boolean | readonly [string];
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { schema: AnySchemaObject }>> }>
  >;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, AnySchemaObject>> };
}

/** What the examples of the description name. */
const TRACE_ID = "5b8aa5a2d2c872e8321cf37308d69df2";
const SPAN_ID = "00f067aa0ba902b7";
const START = 1_760_000_001_000_000_000n;

/** Read by a parser that routes share, but without any effect on this one. */
const WITHOUT_EFFECT: Readonly<Record<string, readonly string[]>> = {
  "GET /api/own/search": ["raw", "traceID"],
  "GET /api/own/search/stream": ["raw", "traceID"],
  "GET /api/own/critical": ["raw", "traceID"],
  "GET /api/own/critical/stream": ["raw", "traceID"],
};

let query: QueryOverStore;
let document: OpenApi;

beforeAll(async () => {
  query = await startQueryOverStore();
  await query.insert([
    testSpan({
      ...{ traceId: TRACE_ID, spanId: SPAN_ID, name: "GET /cart", startUnixNano: START },
      ...{ endUnixNano: START + 5_000_000n, kind: 2, statusCode: 2 },
      attributes: attributesOf({ "http.route": "/cart", count: 3n, ratio: 0.5, cached: true }),
      events: [{ timeUnixNano: START, name: "retry", attributes: [], droppedAttributesCount: 0 }],
    }),
    testSpan({
      ...{ traceId: TRACE_ID, spanId: "00000000000000aa", parentSpanId: SPAN_ID },
      ...{ startUnixNano: START, endUnixNano: START + 1_000n },
    }),
  ]);
  document = await readDocument();
});

afterAll(() => query.close());

async function readDocument(): Promise<OpenApi> {
  const answer = await fetch(`${query.url}/api/docs/openapi.json`);
  expect(answer.headers.get("content-type")).toBe("application/json");
  return (await answer.json()) as OpenApi;
}

/** Every route of the document as `GET /path`. */
function operations(): readonly (readonly [route: string, operation: Operation])[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  );
}

function exampleOf({ example }: Parameter): string {
  return String(Array.isArray(example) ? example[0] : example);
}

/** The route with the examples of its parameters: all of them, or only those it cannot do without. */
function exampleUrl(route: string, operation: Operation, all: boolean): string {
  const parameters = operation.parameters ?? [];
  const path = parameters
    .filter((parameter) => parameter.in === "path")
    .reduce(
      (text, parameter) =>
        text.replace(`{${parameter.name}}`, encodeURIComponent(exampleOf(parameter))),
      route.split(" ")[1]!,
    );
  const search = new URLSearchParams(
    parameters
      .filter(({ in: where, required }) => where === "query" && (all || required === true))
      .map((parameter) => [parameter.name, exampleOf(parameter)]),
  );
  return `${query.url}${path}?${search.toString()}`;
}

it("is a valid document of OpenAPI 3.1", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(
    structuredClone(document) as unknown as Record<string, unknown>,
  );
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  expect(validator.version).toBe("3.1");
});

it("has every route of the service and no other: a new one is described in query/src/openapi", () => {
  const served = query.routes
    .map((route) => route.replaceAll(/:(\w+)/g, "{$1}"))
    .filter((route) => / \/api\//.test(route));
  expect(
    operations()
      .map(([route]) => route)
      .sort(),
  ).toEqual([...served].sort());
});

it("names exactly the parameters that each route reads", async () => {
  for (const [route, operation] of operations()) {
    if (!route.startsWith("GET ")) continue;
    const read = new Set<string>();
    const spies = (["get", "getAll", "has"] as const).map((method) => {
      const original = Reflect.get(URLSearchParams.prototype, method);
      return vi.spyOn(URLSearchParams.prototype, method).mockImplementation(function (
        this: URLSearchParams,
        name: string,
      ) {
        read.add(name);
        return Reflect.apply(original, this, [name]) as never;
      });
    });
    try {
      for (const all of [false, true]) {
        const answer = await fetch(exampleUrl(route, operation, all));
        await answer.arrayBuffer();
        expect(answer.status, `${route} with its examples`).toBe(200);
      }
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
    const named = (operation.parameters ?? []).filter((parameter) => parameter.in === "query");
    const effective = [...read].filter((name) => !WITHOUT_EFFECT[route]?.includes(name));
    expect(effective.sort(), route).toEqual(named.map(({ name }) => name).sort());
  }
});

describe("the bodies", () => {
  /** The schemas, but with nothing allowed that they do not name: what is new must be described. */
  function strict(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map(strict);
    if (typeof schema !== "object" || schema === null) return schema;
    const members = Object.entries(schema).map(([key, value]) => [key, strict(value)] as const);
    const closed =
      "properties" in schema && !("additionalProperties" in schema)
        ? { additionalProperties: false }
        : {};
    return { ...Object.fromEntries(members), ...closed };
  }

  function check(schema: AnySchemaObject, body: unknown): unknown {
    // The document itself was checked above.
    const ajv = new Ajv2020({ allErrors: true, strict: false, validateSchema: false });
    const validate = ajv.compile({
      ...(strict(schema) as object),
      components: strict(document.components),
    });
    validate(body);
    return validate.errors ?? [];
  }

  it("are as they are described", async () => {
    for (const [route, operation] of operations()) {
      const schema = operation.responses["200"]?.content?.["application/json"]?.schema;
      if (!route.startsWith("GET ") || schema === undefined) continue;
      for (const all of [false, true]) {
        const answer = await fetch(exampleUrl(route, operation, all));
        expect(check(schema, await answer.json()), route).toEqual([]);
      }
    }
  });

  it("of errors are as they are described", async () => {
    const missing = "1".repeat(32);
    for (const [path, status, route] of [
      ["/api/own/traces/xyz", 400, "/api/own/traces/{traceId}"],
      [`/api/own/traces/${missing}`, 404, "/api/own/traces/{traceId}"],
      ["/api/own/operations", 400, "/api/own/operations"],
      ["/api/traces?limit=x", 400, "/api/traces"],
      [`/api/traces/${missing}`, 404, "/api/traces/{traceID}"],
    ] as const) {
      const answer = await fetch(query.url + path);
      expect(answer.status).toBe(status);
      const content = document.paths[route]!["get"]!.responses[String(status)]!.content!;
      const [type, { schema }] = Object.entries(content)[0]!;
      expect(answer.headers.get("content-type")).toContain(type);
      expect(check(schema, await answer.json()), path).toEqual([]);
    }
  });
});

describe("the page", () => {
  it("needs no script and no style of its own, and every link on it leads somewhere", async () => {
    const answer = await fetch(`${query.url}/api/docs`);
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    const page = await answer.text();
    expect(page).not.toMatch(/<script|<style|\sstyle=|\son\w+=|javascript:/i);
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
    const anchors = [...page.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]);
    expect(anchors.filter((anchor) => !ids.has(anchor))).toEqual([]);
    const links = [...page.matchAll(/href="(\/api[^"]*)"/g)].map((match) => match[1]!);
    expect(links.length).toBeGreaterThan(1);
    for (const link of links) expect((await fetch(query.url + link)).status, link).toBe(200);
  });

  it("names every route, parameter and body", async () => {
    const page = await (await fetch(`${query.url}/api/docs`)).text();
    const names = operations().flatMap(([route, { parameters }]) => [
      route.split(" ")[1]!,
      ...(parameters ?? []).map(({ name }) => name),
    ]);
    for (const name of [...names, ...Object.keys(document.components.schemas)]) {
      expect(page).toContain(`<code>${name}</code>`);
    }
  });
});
