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
