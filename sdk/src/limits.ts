/** Every bound of the SDK, and what happens beyond it. */

/** Spans that wait to be sent, unless an option says otherwise. One that ends while it is full is dropped and counted. */
export const QUEUE_SPANS_MAX = 50_000;

/** Spans in one request. More of them are the next request. */
export const BATCH_SPANS_MAX = 512;

/** A batch is sent this long after its first span, if it is not full before. */
export const FLUSH_INTERVAL_MS = 1_000;

/**
 * One request, unless `OTEL_BSP_EXPORT_TIMEOUT` says otherwise; what takes longer counts as not answered and is sent again.
 * OpenTelemetry's own bound for it, `OTEL_EXPORTER_OTLP_TIMEOUT`, is 10 s by default and mostly ends it before.
 */
export const SEND_TIMEOUT_MS = 30_000;

/** What OpenTelemetry's `forceFlush` waits for the collector. What is not sent by then goes on waiting. */
export const FORCE_FLUSH_TIMEOUT_MS = 10_000;

/** First and longest wait before a batch is sent again; each doubles the one before, give or take a fifth. */
export const RETRY_WAIT_MS = { first: 500, longest: 5_000 };

/** A server may ask for a longer wait with `retry-after`; it is believed up to here. */
export const RETRY_AFTER_MS_MAX = 30_000;

/** How long the end of a program may be held up for the last spans. What is not sent by then is lost, and said. */
export const SHUTDOWN_TIMEOUT_MS = 3_000;

/** Bytes of an answer that are read; a longer one is cut off. */
export const ANSWER_BYTES_MAX = 4 * 1024 * 1024;

/** Operations that have a sampler of their own. Those that are seen later share one, with the default probability. */
export const OPERATIONS_MAX = 2_000;

/** How often a collector is asked what to sample, give or take a tenth. */
export const SAMPLING_INTERVAL_MS = 60_000;

/** One question about sampling. A first question that is not answered by then leaves the program to begin without. */
export const SAMPLING_TIMEOUT_MS = 500;

/** First and longest wait after a question that was not answered. */
export const SAMPLING_RETRY_MS = { first: 1_000, longest: 60_000 };

/** Of an answer about sampling. A longer one counts as none. */
export const STRATEGY_BYTES_MAX = 4 * 1024 * 1024;

/** What is sampled until a collector has said; Jaeger's default. */
export const INITIAL_PROBABILITY = 0.001;

/** Members of a tracestate. One that comes with more is left out whole; when one more is added, the oldest goes. */
export const TRACE_STATE_MEMBERS_MAX = 32;

/** Characters of a tracestate that is passed on: what W3C guarantees. Whole members are left out beyond it. */
export const TRACE_STATE_CHARACTERS_MAX = 512;

/** Members and bytes of baggage that is read and passed on: what W3C guarantees. Members beyond either are left out. */
export const BAGGAGE_MEMBERS_MAX = 64;
export const BAGGAGE_BYTES_MAX = 8_192;

/** One probe of the doctor. What takes longer counts as not answered. */
export const DOCTOR_TIMEOUT_MS = 3_000;

/** How far a clock may be off before the doctor says so; traces across machines look wrong by more. */
export const CLOCK_DIFFERENCE_MS_MAX = 500;

/** The longest wait that can be set. A longer one counts as this, because a timer of Node with more than 24 days fires at once. */
export const WAIT_MS_MAX = 24 * 60 * 60 * 1_000;
