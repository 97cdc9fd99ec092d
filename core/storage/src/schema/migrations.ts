import { identifier } from "../connection/sql-literal.ts";
import { onCluster, type Layout } from "./layout.ts";
import {
  createOperations,
  createResources,
  createSchemaMigrations,
  createScopes,
  createSpans,
  createTraceSummaries,
} from "./tables.ts";
import { addTypedDefinitions } from "./typed-definitions.ts";
import {
  createOperationsView,
  createResourcesView,
  createScopesView,
  createTraceSummariesView,
} from "./views.ts";

/**
 * The schema as numbered steps. Each statement is idempotent, so a step may run twice, also in two
 * processes at once. A step that has been released never changes: a new one follows.
 */
export interface Migration {
  readonly number: number;
  readonly name: string;
  statements(layout: Layout): readonly string[];
}

/** What must exist before migrations can be recorded. */
export function bootstrapStatements(layout: Layout): readonly string[] {
  return [
    `CREATE DATABASE IF NOT EXISTS ${identifier(layout.database)}${onCluster(layout)}`,
    createSchemaMigrations(layout),
  ];
}

/** Tables come before the views that fill them: no insert can find half of the views. */
export const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    name: "spans and what is derived from them",
    statements: (layout) => [
      createResources(layout),
      createScopes(layout),
      createTraceSummaries(layout),
      createOperations(layout),
      createSpans(layout),
      createResourcesView(layout),
      createScopesView(layout),
      createTraceSummariesView(layout),
      createOperationsView(layout),
    ],
  },
  {
    number: 5,
    name: "typed attributes of resources and scopes",
    statements: addTypedDefinitions,
  },
];
