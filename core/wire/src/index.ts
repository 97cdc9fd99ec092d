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
  encodeJaegerData,
  encodeJaegerError,
  encodeJaegerList,
  encodeJaegerTraces,
  type JaegerAnswerError,
  type JaegerTraceSource,
} from "./jaeger-json/answer.ts";
export { JAEGER_V2, JAEGER_V2_FILE, JAEGER_V2_SERVICE } from "./jaeger-query/api-v2.ts";
export { JAEGER_V3, JAEGER_V3_FILE, JAEGER_V3_SERVICE } from "./jaeger-query/api-v3.ts";
export { encodeSpansChunks } from "./jaeger-query/encode-spans.ts";
export {
  CALL,
  EXPRESSION_FILE,
  type FilterCall,
  type FilterExpression,
} from "./jaeger-query/expression.ts";
export { METRIC_FAMILY, METRIC_TYPE_GAUGE } from "./jaeger-query/metrics.ts";
export { withWarnings } from "./jaeger-query/warned-span.ts";
export { toTagPredicate } from "./jaeger-json/tag-names.ts";
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
export { HEALTH, HEALTH_FILE, HEALTH_SERVICE, SERVING_STATUS } from "./grpc-services/health.ts";
export { REFLECTION_V1, REFLECTION_V1_ALPHA } from "./grpc-services/reflection.ts";
export { decodeMessage } from "./message/decode-message.ts";
export { describeFile } from "./message/describe-file.ts";
export { encodeMessage } from "./message/encode-message.ts";
export { fromMessageJson } from "./message/from-message-json.ts";
export { toMessageJson } from "./message/message-json.ts";
export type { DraftOf, Message, ReadOf } from "./message/message.ts";
export type { ProtoFile, ProtoMethod, ProtoService } from "./message/proto-file.ts";
export { parseDuration, parseTimestamp } from "./message/time-text.ts";
export { DURATION_FILE, TIMESTAMP_FILE } from "./message/well-known.ts";
export { encodeOtlpJson, encodeTracesChunks, encodeTracesData } from "./otlp/encode-traces.ts";
export { TRACE_FILE } from "./otlp/trace-messages.ts";
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
