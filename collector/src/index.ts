export { collectorConfigSchema, type CollectorConfig } from "./config.ts";
export type { Admission, Ingest, IngestOutcome, IngestRequest } from "./ingest.ts";
export type { Receiver } from "./receivers/receiver.ts";
