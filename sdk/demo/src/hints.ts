import type { Problem } from "./traffic/visits.ts";

/** What a search of Spanhouse asks for. */
export interface Search {
  readonly service: string;
  readonly operation?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly minDuration?: string;
}

/** One thing to see in the traces of the shop. */
export interface Hint {
  readonly title: string;
  /** What to look for, in a sentence or two. */
  readonly text: string;
  readonly search: Search;
  /** What to look for in an example of it. */
  readonly find: string;
  readonly problem?: Problem;
}

export const HINTS: readonly Hint[] = [
  {
    title: "An order through all seven services",
    text: "One tree over HTTP, gRPC and a queue, from spans that came as OTLP, Jaeger and Zipkin.",
    search: { service: "fulfilment", operation: "process parcels" },
    find: "process parcels",
  },
  {
    title: "A slow dependency",
    text: "Some orders take more than a second. Follow the long bars down to fraud: it waits, for parcels to Iceland only.",
    search: { service: "fraud", minDuration: "1s" },
    find: "fraud",
    problem: "slow-dependency",
  },
  {
    title: "Retries that hide errors",
    text: "These orders succeed, but charge is there three times: twice it failed with 503, always with a gift card.",
    search: { service: "payment", operation: "charge", tags: { error: "true" } },
    find: "charge",
    problem: "retries",
  },
  {
    title: "An error with its cause",
    text: "Some searches answer 502. The red spans lead from the storefront to the query and what PostgreSQL said about it.",
    search: { service: "storefront", operation: "GET /search", tags: { error: "true" } },
    find: "pg.query",
    problem: "error",
  },
  {
    title: "An N+1 query",
    text: "A long wishlist is read product by product: one query for the list, then one for each of 40 products.",
    search: { service: "catalog", tags: { "url.path": "/wishlists/mia" } },
    find: "pg.query",
    problem: "n-plus-one",
  },
];

/** The search page of the UI with this search. */
export function searchPageUrl(
  base: string,
  { service, operation, tags, minDuration }: Search,
): string {
  const params = new URLSearchParams({ service });
  if (operation !== undefined) params.set("operation", operation);
  if (tags !== undefined) {
    const texts = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
    params.set("tags", texts.join(" "));
  }
  if (minDuration !== undefined) params.set("minDuration", minDuration);
  return `${base}/search?${params.toString()}`;
}

/** A trace in the UI, with the spans marked that have the text in them. */
export function tracePageUrl(base: string, traceId: string, find: string): string {
  return `${base}/trace/${traceId}?${new URLSearchParams({ find }).toString()}`;
}
