import {
  bool,
  fixed64,
  int32,
  many,
  message,
  sub,
  text,
  textMap,
  duration,
  timestamp,
  uint64,
} from "../message/message.ts";
import type { ProtoFile, ProtoService } from "../message/proto-file.ts";
import { DURATION_FILE, TIMESTAMP_FILE } from "../message/well-known.ts";
import { TRACE_FILE, TRACES_DATA } from "../otlp/trace-messages.ts";
import { CALL, EXPRESSION_FILE } from "./expression.ts";

/** `jaeger.api_v3.QueryService`: questions and answers over gRPC, and as JSON over HTTP. */

const PACKAGE = "jaeger.api_v3";

const GET_TRACE_REQUEST = message(`${PACKAGE}.GetTraceRequest`, {
  traceId: text(1),
  startTime: timestamp(2),
  endTime: timestamp(3),
  rawTraces: bool(4),
});

const TRACE_QUERY = message(`${PACKAGE}.TraceQueryParameters`, {
  serviceName: text(1),
  operationName: text(2),
  attributes: textMap(3),
  startTimeMin: timestamp(4),
  startTimeMax: timestamp(5),
  durationMin: duration(6),
  durationMax: duration(7),
  searchDepth: int32(8),
  rawTraces: bool(9),
  filter: sub(10, () => CALL),
});

const query = () => ({ query: sub(1, () => TRACE_QUERY) });
const FIND_TRACES_REQUEST = message(`${PACKAGE}.FindTracesRequest`, query());
const FIND_SUMMARIES_REQUEST = message(`${PACKAGE}.FindTraceSummariesRequest`, query());

const GET_SERVICES_REQUEST = message(`${PACKAGE}.GetServicesRequest`, {});
const GET_SERVICES_RESPONSE = message(`${PACKAGE}.GetServicesResponse`, {
  services: many(text(1)),
});

const GET_OPERATIONS_REQUEST = message(`${PACKAGE}.GetOperationsRequest`, {
  service: text(1),
  spanKind: text(2),
});
const OPERATION = message(`${PACKAGE}.Operation`, { name: text(1), spanKind: text(2) });
const GET_OPERATIONS_RESPONSE = message(`${PACKAGE}.GetOperationsResponse`, {
  operations: many(sub(1, () => OPERATION)),
});

const GET_DEPENDENCIES_REQUEST = message(`${PACKAGE}.GetDependenciesRequest`, {
  startTime: timestamp(1),
  endTime: timestamp(2),
});
const DEPENDENCY = message(`${PACKAGE}.Dependency`, {
  parent: text(1),
  child: text(2),
  callCount: uint64(3),
});
const DEPENDENCIES_RESPONSE = message(`${PACKAGE}.DependenciesResponse`, {
  dependencies: many(sub(1, () => DEPENDENCY)),
});

const SERVICE_SUMMARY = message(`${PACKAGE}.ServiceSummary`, {
  name: text(1),
  spanCount: int32(2),
  errorSpanCount: int32(3),
});
const TRACE_SUMMARY = message(`${PACKAGE}.TraceSummary`, {
  traceId: text(1),
  rootServiceName: text(2),
  rootOperationName: text(3),
  minStartTimeUnixNano: fixed64(4),
  maxEndTimeUnixNano: fixed64(5),
  spanCount: int32(6),
  errorSpanCount: int32(7),
  orphanSpanCount: int32(8),
  services: many(sub(9, () => SERVICE_SUMMARY)),
});
const FIND_SUMMARIES_RESPONSE = message(`${PACKAGE}.FindTraceSummariesResponse`, {
  summaries: many(sub(1, () => TRACE_SUMMARY)),
});

/** The messages of the service by method. */
export const JAEGER_V3 = {
  getTrace: { input: GET_TRACE_REQUEST, output: TRACES_DATA },
  findTraces: { input: FIND_TRACES_REQUEST, output: TRACES_DATA },
  getServices: { input: GET_SERVICES_REQUEST, output: GET_SERVICES_RESPONSE },
  getOperations: { input: GET_OPERATIONS_REQUEST, output: GET_OPERATIONS_RESPONSE },
  getDependencies: { input: GET_DEPENDENCIES_REQUEST, output: DEPENDENCIES_RESPONSE },
  findTraceSummaries: { input: FIND_SUMMARIES_REQUEST, output: FIND_SUMMARIES_RESPONSE },
} as const;

export const JAEGER_V3_SERVICE: ProtoService = {
  name: `${PACKAGE}.QueryService`,
  methods: [
    { name: "GetTrace", ...JAEGER_V3.getTrace, streams: "answers" },
    { name: "FindTraces", ...JAEGER_V3.findTraces, streams: "answers" },
    { name: "GetServices", ...JAEGER_V3.getServices },
    { name: "GetOperations", ...JAEGER_V3.getOperations },
    { name: "GetDependencies", ...JAEGER_V3.getDependencies },
    { name: "FindTraceSummaries", ...JAEGER_V3.findTraceSummaries, streams: "answers" },
  ],
};

export const JAEGER_V3_FILE: ProtoFile = {
  name: "query_service.proto",
  package: PACKAGE,
  imports: [DURATION_FILE, TIMESTAMP_FILE, TRACE_FILE, EXPRESSION_FILE],
  messages: [
    ...[GET_TRACE_REQUEST, TRACE_QUERY, FIND_TRACES_REQUEST, GET_SERVICES_REQUEST],
    ...[GET_SERVICES_RESPONSE, GET_OPERATIONS_REQUEST, OPERATION, GET_OPERATIONS_RESPONSE],
    ...[GET_DEPENDENCIES_REQUEST, DEPENDENCIES_RESPONSE, DEPENDENCY, SERVICE_SUMMARY],
    ...[TRACE_SUMMARY, FIND_SUMMARIES_REQUEST, FIND_SUMMARIES_RESPONSE],
  ],
  enums: [],
  services: [JAEGER_V3_SERVICE],
};
