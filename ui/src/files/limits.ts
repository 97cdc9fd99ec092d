/** Every bound of opened files: its value, its unit in its name, and what happens at it. */

/** Bytes of a file, after it was unpacked. A larger one is not opened, and the page says so. */
export const FILE_BYTES_MAX = 512 * 1024 * 1024;

/** Spans that are read from a file; of one with more the first are shown, and the page says so. */
export const FILE_SPANS_MAX = 1_000_000;

/** Links of a trace in a file that are looked at, as the service does for its own traces. */
export const FILE_LINKS_MAX = 1_000;

/** Keys of a trace's attributes that are offered, those of spans and of resources apart; of more, the first by name. */
export const FILE_KEYS_MAX = 2_000;
