/** Every bound of the process that is not a setting: its value, its unit in its name, and what happens at it. */

/** After the first signal: time for requests in flight and the spool's last block. Then they are cut off. */
export const STOP_DEADLINE_MS = 10_000;

/** After the first signal: time for everything, the store included. Then the process exits non-zero. */
export const EXIT_DEADLINE_MS = 25_000;

/**
 * Signals closer together than this count as one: on Ctrl-C the terminal signals the whole process group,
 * and npm forwards the signal once more.
 */
export const SIGNAL_ECHO_MS = 500;

/** Connections to the health door; further ones are closed at once. */
export const HEALTH_CONNECTIONS_MAX = 100;

/** Time to send a request to the health door. Then 408 and the connection closes. */
export const HEALTH_REQUEST_TIMEOUT_MS = 5_000;

/** Effort of gzip on an answer with metrics. More would cost four times the CPU for a tenth of the bytes. */
export const METRICS_GZIP_LEVEL = 1;

/** Longest path of a unix socket the kernels we run on take (macOS 104, Linux 108, both with a final NUL). */
export const SOCKET_PATH_BYTES_MAX = 103;

/** Attempts to take over a lock whose owner is gone, when others try the same. Then it counts as locked. */
export const LOCK_ATTEMPTS_MAX = 5;

/** Share of one core that the job of the service graph takes in the long run; it waits that much longer. */
export const GRAPH_RUN_SHARE_MAX = 0.03;

/** Between two runs of this job: at least, which is how old the graph is when there is little to do, and at most. */
export const GRAPH_RUN_WAIT_MS_MIN = 2_000;
export const GRAPH_RUN_WAIT_MS_MAX = 300_000;

/** After a run that failed. */
export const GRAPH_RETRY_MS = 10_000;
