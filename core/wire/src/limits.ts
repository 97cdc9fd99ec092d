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
