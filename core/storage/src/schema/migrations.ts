import { identifier } from "../connection/sql-literal.ts";
import {
  createCallArrivals,
  createCallArrivalsView,
  createCallGraphs,
  fillCallArrivals,
} from "./graph-tables.ts";
import { createCompletionKeys, createCompletionValues } from "./completion-tables.ts";
import { createCompletionKeysView, createCompletionValuesView } from "./completion-views.ts";
import { createArchivedSpans } from "./archive-table.ts";
import { addAttributeIndex } from "./attribute-index.ts";
import { addPromotedInMapIndex } from "./promoted-in-map-index.ts";
import { onCluster, type Layout } from "./layout.ts";
import {
  createRed10s,
  createRedMinute,
  createRedReceivedDay,
  createRedServiceMinute,
} from "./red-tables.ts";
import {
  createRed10sView,
  createRedMinuteView,
  createRedReceivedDayView,
  createRedServiceMinuteView,
} from "./red-views.ts";
import {
  createOperations,
  createResources,
  createSchemaMigrations,
  createScopes,
  createSpans,
  createTraceSummaries,
} from "./tables.ts";
import { addTypedDefinitions } from "./typed-definitions.ts";
import { addUsedColumns } from "./used-columns.ts";
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
    number: 2,
    name: "rates, errors and durations",
    statements: (layout) => [
      createRed10s(layout),
      createRedMinute(layout),
      createRedServiceMinute(layout),
      createRedReceivedDay(layout),
      // The last link of the chain first: no insert finds a table without the views behind it.
      createRedReceivedDayView(layout),
      createRedServiceMinuteView(layout),
      createRedMinuteView(layout),
      createRed10sView(layout),
    ],
  },
  {
    number: 3,
    name: "calls between services",
    statements: (layout) => [
      createCallGraphs(layout),
      createCallArrivals(layout),
      fillCallArrivals(layout),
      createCallArrivalsView(layout),
    ],
  },
  {
    number: 4,
    name: "which columns a trace uses",
    statements: addUsedColumns,
  },
  {
    number: 5,
    name: "typed attributes of resources and scopes",
    statements: addTypedDefinitions,
  },
  {
    number: 6,
    name: "keys and values to complete",
    statements: (layout) => [
      createCompletionKeys(layout),
      createCompletionValues(layout),
      createCompletionKeysView(layout),
      createCompletionValuesView(layout),
    ],
  },
  {
    number: 7,
    name: "an index of attribute values",
    statements: addAttributeIndex,
  },
  {
    number: 8,
    name: "an index of values that are not in their column",
    statements: addPromotedInMapIndex,
  },
  {
    number: 9,
    name: "archived traces",
    statements: (layout) => [createArchivedSpans(layout)],
  },
];
