export { queryConfigSchema, type QueryConfig } from "./config.ts";
export { startQuery, type RunningQuery, type StartQueryOptions } from "./start-query.ts";
