/** Why a Jaeger span is left out of a request that is otherwise taken, beside the REFUSALS of every format. */
export const JAEGER_REFUSALS = {
  time: "start and end must be between 1970 and 2554",
  items: "a span has too many tags, logs and references",
} as const;
