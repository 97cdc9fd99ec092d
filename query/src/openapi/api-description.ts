import { DOCUMENT_ROUTES } from "./describe-documents.ts";
import { GRAPH_ROUTES, GRAPH_SCHEMAS } from "./describe-graph.ts";
import { JAEGER_ROUTES } from "./describe-jaeger.ts";
import { OWN_CRITICAL_ROUTES, OWN_CRITICAL_SCHEMAS } from "./describe-own-critical.ts";
import { OWN_EXPLORE_ROUTES, OWN_EXPLORE_SCHEMAS } from "./describe-own-explore.ts";
import { OWN_RED_ROUTES, OWN_RED_SCHEMAS } from "./describe-own-red.ts";
import { OWN_TYPICAL_ROUTES, OWN_TYPICAL_SCHEMAS } from "./describe-own-typical.ts";
import { MORE_JAEGER_ROUTES } from "./describe-jaeger-more.ts";
import { JAEGER_V3_ROUTES } from "./describe-jaeger-v3.ts";
import { OWN_ROUTES } from "./describe-own.ts";
import { MORE_JAEGER_SCHEMAS } from "./jaeger-more-schemas.ts";
import { JAEGER_SCHEMAS } from "./jaeger-schemas.ts";
import { OWN_SCHEMAS } from "./own-schemas.ts";
import type { RouteDescription } from "./route-description.ts";
import type { Schema } from "./schema.ts";

/** Every route of the query service below `/api`. A new route is described here in the same change. */
export const ROUTES: readonly RouteDescription[] = [
  ...OWN_ROUTES,
  ...OWN_EXPLORE_ROUTES,
  ...OWN_TYPICAL_ROUTES,
  ...OWN_CRITICAL_ROUTES,
  ...GRAPH_ROUTES,
  ...OWN_RED_ROUTES,
  ...JAEGER_ROUTES,
  ...MORE_JAEGER_ROUTES,
  ...JAEGER_V3_ROUTES,
  ...DOCUMENT_ROUTES,
];

/** The bodies that they name. */
export const SCHEMAS: Readonly<Record<string, Schema>> = {
  ...OWN_SCHEMAS,
  ...OWN_EXPLORE_SCHEMAS,
  ...OWN_TYPICAL_SCHEMAS,
  ...OWN_CRITICAL_SCHEMAS,
  ...GRAPH_SCHEMAS,
  ...OWN_RED_SCHEMAS,
  ...JAEGER_SCHEMAS,
  ...MORE_JAEGER_SCHEMAS,
};
