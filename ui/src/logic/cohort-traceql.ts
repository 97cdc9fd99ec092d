import { SPAN_KINDS } from "@spanhouse/model";

/** The spans of a service, operation and kind as a query of TraceQL, which finds them in any window. */
export function cohortTraceql(service: string, operation: string, kind: number): string {
  const parts = [`resource.service.name = ${quoted(service)}`, `name = ${quoted(operation)}`];
  const word = SPAN_KINDS[kind];
  return `{ ${[...parts, ...(word === undefined ? [] : [`kind = ${word}`])].join(" && ")} }`;
}

/** JSON's escapes are those of TraceQL. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
