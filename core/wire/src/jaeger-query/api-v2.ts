import {
  bool,
  bytes,
  double,
  duration,
  enumeration,
  hex,
  int32,
  int64,
  many,
  message,
  spelled,
  sub,
  text,
  textMap,
  timestamp,
  uint32,
  uint64,
  type DraftOf,
  type ProtoEnum,
} from "../message/message.ts";
import type { ProtoFile, ProtoService } from "../message/proto-file.ts";
import { DURATION_FILE, TIMESTAMP_FILE } from "../message/well-known.ts";

/** `jaeger.api_v2.QueryService` and the model of its spans. */

const PACKAGE = "jaeger.api_v2";

const VALUE_TYPE: ProtoEnum = {
  name: `${PACKAGE}.ValueType`,
  values: ["STRING", "BOOL", "INT64", "FLOAT64", "BINARY"],
};
const REF_TYPE: ProtoEnum = {
  name: `${PACKAGE}.SpanRefType`,
  values: ["CHILD_OF", "FOLLOWS_FROM"],
};

const KEY_VALUE = message(`${PACKAGE}.KeyValue`, {
  key: text(1),
  vType: enumeration(2, VALUE_TYPE),
  vStr: text(3),
  vBool: bool(4),
  vInt64: int64(5),
  vFloat64: double(6),
  vBinary: bytes(7),
});
const tags = (number: number) => many(sub(number, () => KEY_VALUE));
const LOG = message(`${PACKAGE}.Log`, { timestamp: timestamp(1), fields: tags(2) });
const SPAN_REF = message(`${PACKAGE}.SpanRef`, {
  traceId: hex(1),
  spanId: hex(2),
  refType: enumeration(3, REF_TYPE),
});
const PROCESS = message(`${PACKAGE}.Process`, { serviceName: text(1), tags: tags(2) });
const SPAN = message(`${PACKAGE}.Span`, {
  traceId: hex(1),
  spanId: hex(2),
  operationName: text(3),
  references: many(sub(4, () => SPAN_REF)),
  flags: uint32(5),
  startTime: timestamp(6),
  duration: duration(7),
  tags: tags(8),
  logs: many(sub(9, () => LOG)),
  process: sub(10, () => PROCESS),
  processId: text(11),
  warnings: many(text(12)),
});
const DEPENDENCY_LINK = message(`${PACKAGE}.DependencyLink`, {
  parent: text(1),
  child: text(2),
  callCount: uint64(3),
  source: text(4),
});

export type JaegerSpanDraft = DraftOf<typeof SPAN>;
export type JaegerTagDraft = DraftOf<typeof KEY_VALUE>;
export type JaegerProcessDraft = DraftOf<typeof PROCESS>;

const GET_TRACE_REQUEST = message(`${PACKAGE}.GetTraceRequest`, {
  traceId: hex(1),
  startTime: timestamp(2),
  endTime: timestamp(3),
  rawTraces: bool(4),
});
const SPANS_CHUNK = message(`${PACKAGE}.SpansResponseChunk`, {
  spans: many(sub(1, () => SPAN)),
});
const ARCHIVE_REQUEST = message(`${PACKAGE}.ArchiveTraceRequest`, {
  traceId: hex(1),
  startTime: timestamp(2),
  endTime: timestamp(3),
});
const ARCHIVE_RESPONSE = message(`${PACKAGE}.ArchiveTraceResponse`, {});
const TRACE_QUERY = message(`${PACKAGE}.TraceQueryParameters`, {
  serviceName: text(1),
  operationName: text(2),
  tags: textMap(3),
  startTimeMin: timestamp(4),
  startTimeMax: timestamp(5),
  durationMin: duration(6),
  durationMax: duration(7),
  searchDepth: int32(8),
  rawTraces: bool(9),
});
const FIND_TRACES_REQUEST = message(`${PACKAGE}.FindTracesRequest`, {
  query: sub(1, () => TRACE_QUERY),
});
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
  operationNames: spelled("operationNames", many(text(1))),
  operations: many(sub(2, () => OPERATION)),
});
const GET_DEPENDENCIES_REQUEST = message(`${PACKAGE}.GetDependenciesRequest`, {
  startTime: timestamp(1),
  endTime: timestamp(2),
});
const GET_DEPENDENCIES_RESPONSE = message(`${PACKAGE}.GetDependenciesResponse`, {
  dependencies: many(sub(1, () => DEPENDENCY_LINK)),
});

/** The messages of the service by method. */
export const JAEGER_V2 = {
  getTrace: { input: GET_TRACE_REQUEST, output: SPANS_CHUNK },
  archiveTrace: { input: ARCHIVE_REQUEST, output: ARCHIVE_RESPONSE },
  findTraces: { input: FIND_TRACES_REQUEST, output: SPANS_CHUNK },
  getServices: { input: GET_SERVICES_REQUEST, output: GET_SERVICES_RESPONSE },
  getOperations: { input: GET_OPERATIONS_REQUEST, output: GET_OPERATIONS_RESPONSE },
  getDependencies: { input: GET_DEPENDENCIES_REQUEST, output: GET_DEPENDENCIES_RESPONSE },
} as const;

export const JAEGER_V2_SERVICE: ProtoService = {
  name: `${PACKAGE}.QueryService`,
  methods: [
    { name: "GetTrace", ...JAEGER_V2.getTrace, streams: "answers" },
    { name: "ArchiveTrace", ...JAEGER_V2.archiveTrace },
    { name: "FindTraces", ...JAEGER_V2.findTraces, streams: "answers" },
    { name: "GetServices", ...JAEGER_V2.getServices },
    { name: "GetOperations", ...JAEGER_V2.getOperations },
    { name: "GetDependencies", ...JAEGER_V2.getDependencies },
  ],
};

const MODEL_FILE: ProtoFile = {
  name: "model.proto",
  package: PACKAGE,
  imports: [TIMESTAMP_FILE, DURATION_FILE],
  messages: [KEY_VALUE, LOG, SPAN_REF, PROCESS, SPAN, DEPENDENCY_LINK],
  enums: [VALUE_TYPE, REF_TYPE],
  services: [],
};

export const JAEGER_V2_FILE: ProtoFile = {
  name: "query.proto",
  package: PACKAGE,
  imports: [MODEL_FILE, TIMESTAMP_FILE, DURATION_FILE],
  messages: [
    ...[GET_TRACE_REQUEST, SPANS_CHUNK, ARCHIVE_REQUEST, ARCHIVE_RESPONSE, TRACE_QUERY],
    ...[FIND_TRACES_REQUEST, GET_SERVICES_REQUEST, GET_SERVICES_RESPONSE],
    ...[GET_OPERATIONS_REQUEST, OPERATION, GET_OPERATIONS_RESPONSE],
    ...[GET_DEPENDENCIES_REQUEST, GET_DEPENDENCIES_RESPONSE],
  ],
  enums: [],
  services: [JAEGER_V2_SERVICE],
};
