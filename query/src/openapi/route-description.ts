import type { Schema } from "./schema.ts";

/** What people and programs are told of one route. The document and the page are made from these. */
export interface RouteDescription {
  readonly method: "GET" | "POST";
  /** With parameters in braces: `/api/traces/{traceID}`. */
  readonly path: string;
  readonly group: GroupName;
  /** A few words. */
  readonly summary: string;
  /** Sentences; paragraphs are apart by an empty line. */
  readonly description?: string;
  /** Every parameter that the route reads, and no other: a test compares them with what it really reads. */
  readonly parameters: readonly ParameterDescription[];
  readonly body?: BodyDescription & { readonly required: boolean };
  readonly answers: readonly AnswerDescription[];
}

/** The routes in the order of the page. */
export const GROUPS = {
  "Own API":
    "What the UI reads. It may change with the UI: scripts and other tools are better off with Jaeger's.",
  "Service graph": "Who calls whom; docs/api/graph.md says how calls are counted.",
  "Jaeger API": "Jaeger's HTTP API as of 2.20, which Grafana and Kiali read.",
  "Jaeger API v3": "Jaeger's newer HTTP API, with spans as OTLP writes them.",
  Description: "What you are reading.",
} as const;

export type GroupName = keyof typeof GROUPS;

export interface ParameterDescription {
  readonly name: string;
  readonly in: "path" | "query";
  readonly description: string;
  readonly required?: boolean;
  /** May be given several times. */
  readonly repeated?: boolean;
  readonly schema: Schema;
  /** As it stands in a URL, before it is escaped. Tests ask with it. */
  readonly example: string;
}

export interface BodyDescription {
  readonly contentType: string;
  readonly schema: Schema;
}

export interface AnswerDescription {
  readonly status: number;
  readonly description: string;
  /** None: the answer has no body that is worth describing. */
  readonly body?: BodyDescription;
}

/** A parameter of the path. */
export function inPath(
  name: string,
  description: string,
  more: Pick<ParameterDescription, "schema" | "example">,
): ParameterDescription {
  return { name, in: "path", description, required: true, ...more };
}

/** A parameter of the query. */
export function inQuery(
  name: string,
  description: string,
  more: Pick<ParameterDescription, "schema" | "example" | "required" | "repeated">,
): ParameterDescription {
  return { name, in: "query", description, ...more };
}

/** A JSON answer. */
export function json(status: number, description: string, schema: Schema): AnswerDescription {
  return { status, description, body: { contentType: "application/json", schema } };
}
