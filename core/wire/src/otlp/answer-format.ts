/** How an OTLP request is written, and therefore its answer. */
export type OtlpFormat = "protobuf" | "json";
