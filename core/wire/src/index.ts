export {
  CONTENT_CODINGS,
  inflateContent,
  parseContentCoding,
  type ContentCoding,
  type InflateRequest,
} from "./content-coding.ts";
export type { InflateOutcome } from "./inflate-outcome.ts";
export type { DecodeOutcome } from "./decode-outcome.ts";
export {
  encodeJaegerError,
  encodeJaegerList,
  encodeJaegerTraces,
  type JaegerAnswerError,
  type JaegerTraceSource,
} from "./jaeger-json/answer.ts";
export { toTagCondition, type TagCondition } from "./jaeger-json/tag-names.ts";
export { parseJaegerTraceId, toJaegerTraceId } from "./jaeger-json/trace-id.ts";
export { decodeJaegerProtoBatch, encodePostSpansResponse } from "./jaeger-proto/batch.ts";
export { decodeSamplingJson, encodeSamplingJson } from "./jaeger-sampling/json.ts";
export { decodeSamplingParameters, encodeSamplingResponse } from "./jaeger-sampling/protobuf.ts";
export type {
  OperationSampling,
  PerOperationSampling,
  SamplingStrategy,
  ServiceSampling,
} from "./jaeger-sampling/strategy.ts";
export { decodeJaegerThriftBatch } from "./jaeger-thrift/batch.ts";
export { decodeJaegerDatagram, decodeJaegerDatagrams } from "./jaeger-thrift/datagram.ts";
export type {
  JaegerClientStats,
  JaegerDatagramsOutcome,
  JaegerOutcome,
} from "./jaeger-thrift/outcome.ts";
export { SAMPLING_OPERATIONS_MAX } from "./limits.ts";
export { decodeHealthService, encodeHealthStatus } from "./grpc-health.ts";
export { EnrichingAppender } from "./enrich/enriching-appender.ts";
export { ResourceEditor } from "./enrich/resource-editor.ts";
export type { ResourceEnrichment } from "./enrich/resource-enrichment.ts";
export { textAttribute, type TextAttribute } from "./enrich/text-attribute.ts";
export type { OtlpFormat } from "./otlp/answer-format.ts";
export { ANSWER_MESSAGE_BYTES_MAX } from "./otlp/answer-text.ts";
export {
  decodeExportResponse,
  decodeRpcStatus,
  type ReceivedStatus,
} from "./otlp/export-answer.ts";
export { encodeExportResponse, type PartialSuccess } from "./otlp/export-response.ts";
export { encodeRpcStatus, RPC_CODES, type RpcCode, type RpcStatus } from "./otlp/rpc-status.ts";
export { decodeOtlpJson } from "./otlp/json.ts";
export { OtlpBlock, type OtlpBlockMark, type OtlpBlockOptions } from "./otlp/otlp-block.ts";
export {
  otlpBodyStart,
  otlpHeadBytes,
  readOtlpRequestKeys,
  type OtlpRequestKeys,
} from "./otlp/otlp-request-keys.ts";
export { sliceOtlp } from "./otlp/otlp-slice.ts";
export { decodeOtlpProtobuf } from "./otlp/protobuf.ts";
export {
  EXPOSITION_TYPES,
  writeExposition,
  type ExpositionFormat,
} from "./prometheus/exposition.ts";
export type {
  MetricExemplar,
  MetricFamily,
  MetricLabels,
  MetricSample,
  MetricType,
} from "./prometheus/metric-family.ts";
export { appendZipkinV1Spans } from "./zipkin/v1-append.ts";
export { decodeZipkinV1Json } from "./zipkin/v1-json.ts";
export { readZipkinV1Thrift } from "./zipkin/v1-thrift.ts";
export { decodeZipkinV1Thrift } from "./zipkin/v1-thrift-batch.ts";
export { decodeZipkinV2Json } from "./zipkin/v2-json.ts";
export { decodeZipkinV2Protobuf } from "./zipkin/v2-protobuf.ts";
export type {
  ZipkinV1Annotation,
  ZipkinV1BinaryAnnotation,
  ZipkinV1Endpoint,
  ZipkinV1Span,
} from "./zipkin/v1-span.ts";
