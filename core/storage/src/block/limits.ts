/**
 * Every bound of a SpanBlock: its value, its unit in its name, and what happens at it.
 */

/**
 * Memory that the buffers of one block may reserve together. A request that would need more is refused as
 * a whole: the append throws CodedError INGEST_TOO_LARGE and the caller rolls back to its mark. Only
 * hostile requests come near: 64 MiB of ordinary spans make about 75 MB of columns, but 64 MiB of spans
 * with nothing but ids make 640 MB.
 */
export const BLOCK_RESERVED_BYTES_MAX = 384 * 1024 * 1024;

/** Memory a block keeps for its next use. `reset` gives back everything when it holds more. */
export const BLOCK_KEPT_BYTES_MAX = 96 * 1024 * 1024;

/** Rows the columns have room for at first; they double. */
export const BLOCK_ROWS_FIRST = 1024;

/** Bytes a text column has room for at first; they double. */
export const TEXT_BYTES_FIRST = 4096;

/**
 * What the dictionary of texts may hold from one block to the next. `reset` forgets all texts when it
 * holds more; within a block only BLOCK_RESERVED_BYTES_MAX bounds it.
 */
export const DICTIONARY_KEPT_TEXTS_MAX = 65_536;
export const DICTIONARY_KEPT_BYTES_MAX = 8 * 1024 * 1024;

/**
 * Slots of the hash table that one lookup visits. A text that is not found within them gets a second
 * identity, which costs space and never a wrong answer: texts chosen to collide cannot make lookups slow.
 */
export const DICTIONARY_PROBES_MAX = 32;

/** Definitions (resources, and scopes) whose hash and text are remembered over blocks; then all are forgotten. */
export const DEFINITIONS_KEPT_MAX = 4096;
export const DEFINITIONS_KEPT_BYTES_MAX = 16 * 1024 * 1024;

/** Definitions of equal hash that are compared; beyond it the older ones are forgotten and made again. */
export const DEFINITION_CHAIN_MAX = 8;
