/** Visitors that wait for an answer at once; beyond it a visit is skipped and counted. */
export const VISITS_AT_ONCE_MAX = 64;

/** The longest pause between two visitors, as a multiple of the average. */
export const PAUSE_FACTOR_MAX = 4;

/** What `--rate` may be, in visits per second. */
export const RATE_MIN = 0.1;
export const RATE_MAX = 100;

/** A process that does not listen by then has failed to start. */
export const START_DEADLINE_MS = 60_000;

/** A process that has not ended by then, after it was asked to, is killed. */
export const STOP_DEADLINE_MS = 10_000;

/** The end of what a process wrote that is shown when it ends unexpectedly. */
export const OUTPUT_TAIL_CHARS = 4_000;

/** The queue of parcels is given up when it is not empty by then. */
export const DRAIN_DEADLINE_MS = 5_000;

/** The examples of planted problems are printed without those that are not found by then. */
export const EXAMPLES_DEADLINE_MS = 60_000;

/** A trace is shown as an example once it is this old: the slowest order takes 2 s, and spans are sent every second. */
export const EXAMPLE_AGE_MS = 4_000;

/** An answer of Spanhouse's API that takes longer counts as none. */
export const ANSWER_DEADLINE_MS = 5_000;

/** Between two looks at something that takes its time. */
export const POLL_INTERVAL_MS = 200;

/** A second signal within this time is the echo of the first: npm and the terminal both send one. */
export const SIGNAL_ECHO_MS = 1_000;
