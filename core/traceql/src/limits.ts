/** Every bound of the language; what is beyond is refused with a sentence and its place. */

/** UTF-16 units of one query. */
export const TRACEQL_CHARS_MAX = 16_384;

/**
 * Tokens of one query. A chain of operators makes a tree that is as deep as the chain is long, which this keeps within
 * what a stack takes.
 */
export const TRACEQL_TOKENS_MAX = 2_000;

/** Parentheses, signs and what stands to the right of operators, within each other. */
export const TRACEQL_NESTING_MAX = 100;

/** Attributes that a metric is grouped by. */
export const TRACEQL_METRIC_GROUPS_MAX = 5;

/** Levels of `&&`, `||` and `!` in a filter that asks for something of the trace. */
export const TRACEQL_TRACE_DEPTH_MAX = 20;
