/** Every bound of the decoders: its value, its unit in its name, and what happens at it. */

/**
 * Encoded bytes of one attribute value that is an array, a key-value list or bytes. It is decoded into
 * objects on its way to text, which take up to fifty times its size. A span with a longer one is rejected;
 * a resource or scope loses it and counts it as dropped. Values nested deeper than ATTRIBUTE_DEPTH_MAX
 * (core/model) are treated the same.
 */
export const NESTED_VALUE_BYTES_MAX = 1024 * 1024;

/** Longest reason of an outcome, in characters; longer ones are cut. */
export const REASON_CHARACTERS_MAX = 512;

/**
 * Spans that are left out of one request. A request with more is malformed as a whole: telling that a span is
 * wrong can take longer than decoding a good one, and a small compressed body can hold millions.
 */
export const REFUSED_SPANS_MAX = 100_000;

/** Nesting of a JSON body, also in fields that nobody knows; a deeper one is malformed. */
export const JSON_DEPTH_MAX = 200_000;

/**
 * Arrays of spans and scopes shorter than this are scanned twice instead of being noted by position, which
 * bounds the notes to a fraction of the body.
 */
export const JSON_INDEXED_ARRAY_BYTES_MIN = 512;

/** Room for unescaped text that is kept from one request to the next; a longer text gets its own. */
export const JSON_SCRATCH_BYTES_KEPT = 64 * 1024;

/** Operations of a service in a sampling strategy that is read; a strategy with more counts as malformed. */
export const SAMPLING_OPERATIONS_MAX = 10_000;

/** Tags, and annotations, of one Zipkin span. A span with more is rejected. */
export const ZIPKIN_LIST_ITEMS_MAX = 65_536;

/**
 * Encoded bytes of one JSON span of Zipkin's first model, which is decoded into objects. A larger one is
 * rejected.
 */
export const ZIPKIN_V1_SPAN_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Memory that one OtlpBlock may take for its spans. A request that would need more is refused as a whole: the
 * append throws CodedError INGEST_TOO_LARGE and the caller rolls back to its mark.
 */
export const OTLP_BLOCK_BYTES_MAX = 192 * 1024 * 1024;

/** Memory an OtlpBlock begins with; it doubles. */
export const OTLP_BLOCK_BYTES_FIRST = 256 * 1024;

/** Memory an OtlpBlock keeps for its next use. `reset` gives back everything when it holds more. */
export const OTLP_BLOCK_KEPT_BYTES_MAX = 32 * 1024 * 1024;

/** Nesting of values in fields that nobody knows, in Thrift; a deeper one is malformed. */
export const THRIFT_DEPTH_MAX = 64;

/** Bytes of one packet of a Jaeger client, which is the most that UDP carries. A longer one is malformed. */
export const JAEGER_DATAGRAM_BYTES_MAX = 65_535;

/** Tags, fields of logs, logs and references of one Jaeger span. A span with more is rejected. */
export const JAEGER_SPAN_ITEMS_MAX = 65_536;

/** Tags of one Jaeger process; those beyond are left out and counted as dropped. */
export const JAEGER_PROCESS_TAGS_MAX = 65_536;

/** Room for the body of a request, which is kept from one request to the next; a longer body gets its own. */
export const JAEGER_SOURCE_BYTES_KEPT = 1024 * 1024;

/** Words of each list of a JaegerBatch that are kept from one request to the next. */
export const JAEGER_WORDS_KEPT = 256 * 1024;

/** Characters of what a Jaeger client calls itself; longer ones are cut. */
export const JAEGER_CLIENT_CHARACTERS_MAX = 64;

/** Longest `jaeger.version` that gets its OpenTelemetry name, in bytes; a longer one keeps its own. */
export const JAEGER_VERSION_BYTES_MAX = 64;

/** Characters of all labels of an exemplar, names and values, by OpenMetrics; a longer exemplar is left out. */
export const EXEMPLAR_LABEL_CHARS_MAX = 128;

/** Nesting of messages in a question over gRPC or as JSON; a deeper one is malformed. */
export const MESSAGE_DEPTH_MAX = 100;

/**
 * Bytes of one message of a stream of spans. Spans of a longer one go in two; only a single span may be longer.
 * Clients of gRPC refuse messages of more than 4 MiB unless they are told otherwise.
 */
export const ANSWER_MESSAGE_BYTES_SOFT_MAX = 2 * 1024 * 1024;

/** Text of the spans of a Jaeger trace in JSON that is appended at once; a single span may be larger. */
export const JAEGER_JSON_BATCH_BYTES = 8 * 1024 * 1024;

/** Problems of one file of traces that are told; those beyond are not. */
export const TRACE_FILE_PROBLEMS_MAX = 10;
