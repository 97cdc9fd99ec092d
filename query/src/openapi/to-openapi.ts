import {
  GROUPS,
  type AnswerDescription,
  type BodyDescription,
  type ParameterDescription,
  type RouteDescription,
} from "./route-description.ts";
import type { Schema } from "./schema.ts";

/** The description as a document of OpenAPI 3.1. */
export function toOpenApi(
  routes: readonly RouteDescription[],
  schemas: Readonly<Record<string, Schema>>,
): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const route of routes)
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route);
  return {
    openapi: "3.1.0",
    info: {
      title: "Spanhouse",
      version: "0.1.0",
      description: "What the query service answers on its port (16686).",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: Object.entries(GROUPS).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas },
  };
}

/** `get-api-own-traces-traceId`: unique, and the anchor of the route on the page. */
export function operationId({ method, path }: RouteDescription): string {
  return `${method.toLowerCase()}${path.replaceAll(/[{}]/g, "").replaceAll(/[^a-zA-Z0-9]+/g, "-")}`;
}

function operation(route: RouteDescription): Schema {
  const { summary, description, group, parameters, body, answers } = route;
  return {
    operationId: operationId(route),
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [group],
    ...(parameters.length === 0 ? {} : { parameters: parameters.map(parameter) }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: body.required, content: content(body) } }),
    responses: Object.fromEntries(
      answers.map((answer) => [String(answer.status), response(answer)]),
    ),
  };
}

function parameter(of: ParameterDescription): Schema {
  const { name, description, required, repeated, schema, example } = of;
  return {
    name,
    in: of.in,
    description,
    ...(required === true ? { required } : {}),
    schema: repeated === true ? { type: "array", items: schema } : schema,
    ...(repeated === true
      ? { style: "form", explode: true, example: [example] }
      : { example: typed(example, schema) }),
  };
}

/** Examples are texts as they stand in a URL; the document wants values of their type. */
function typed(example: string, { type }: Schema): unknown {
  return type === "integer" || type === "number" || type === "boolean"
    ? (JSON.parse(example) as unknown)
    : example;
}

function response({ description, body }: AnswerDescription): Schema {
  return { description, ...(body === undefined ? {} : { content: content(body) }) };
}

function content({ contentType, schema }: BodyDescription): Schema {
  return { [contentType]: { schema } };
}
