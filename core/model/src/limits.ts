/** Every bound of the model: its value, its unit in its name, and what happens at it. */

// --- Predicates (check-span-predicate.ts); what is beyond is refused with a sentence for the client ---

/** Levels of a predicate, the root included. */
export const PREDICATE_DEPTH_MAX = 50;

/** Nodes of a predicate: conditions, and what combines them. */
export const PREDICATE_NODES_MAX = 250;

/** Characters of one key or text in a predicate. */
export const PREDICATE_TEXT_CHARS_MAX = 16_384;

/** Characters of one regular expression. */
export const PREDICATE_PATTERN_CHARS_MAX = 1_000;

/** Regular expressions in one predicate. */
export const PREDICATE_PATTERNS_MAX = 20;

/** Different conditions on single spans in a query of spansets: they and one more are the bits of 32. Refused as above. */
export const SPANSET_CONDITIONS_MAX = 31;

/** Characters of a value in the column of an attribute; a longer one ends in "…" behind as many. */
export const ATTRIBUTE_LINE_CHARS_MAX = 1_000;
