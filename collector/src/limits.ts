/**
 * Every bound of the collector that is not a setting: its value, its unit in its name, and what happens
 * at it. Settings with defaults are in `config.ts`.
 */

// --- Doors (receivers/) ---

/** Concurrent connections per door; further ones are closed at once. */
export const DOOR_CONNECTIONS_MAX = 10_000;

/** HTTP: request line and headers. More is answered 431 by the parser. */
export const HTTP_HEADER_BYTES_MAX = 16 * 1024;

/** HTTP: time to send all headers. Then 408 and the connection closes. */
export const HTTP_HEADERS_TIMEOUT_MS = 10_000;

/** HTTP: time to send a whole request. Then 408 and the connection closes. */
export const HTTP_REQUEST_TIMEOUT_MS = 30_000;

/** HTTP: how long an idle connection is kept. Exporters send every 5 s by default. */
export const HTTP_KEEP_ALIVE_MS = 65_000;

/** HTTP: how often the two timeouts above are enforced, so they may be exceeded by this. */
export const HTTP_TIMEOUT_CHECK_MS = 2_000;

/** HTTP: how much of a refused body is read and thrown away so that the client sees the answer. Then the connection closes. */
export const HTTP_DISCARD_BYTES_MAX = 1024 * 1024;

/** HTTP: how long such a body is waited for. Then the connection closes. */
export const HTTP_DISCARD_MS_MAX = 2_000;

/** gRPC: requests in flight on one connection. Further streams are refused by HTTP/2 and retried by clients. */
export const GRPC_STREAMS_MAX = 256;

/** gRPC: largest HTTP/2 frame a client may send. */
export const GRPC_FRAME_BYTES_MAX = 1024 * 1024;

/** gRPC: bytes a client may send on one stream before we have taken them. */
export const GRPC_STREAM_WINDOW_BYTES = 8 * 1024 * 1024;

/** gRPC: bytes a client may send on one connection before we have taken them. */
export const GRPC_CONNECTION_WINDOW_BYTES = 32 * 1024 * 1024;

/** gRPC: all headers of one request. More ends the stream. */
export const GRPC_HEADER_BYTES_MAX = 16 * 1024;

/** gRPC: streams beyond GRPC_STREAMS_MAX that a connection may try to open. Then it is closed. */
export const GRPC_STREAMS_REFUSED_MAX = 1_000;

/** gRPC: what HTTP/2 itself may hold per connection (header tables, queued answers). Then new streams are refused. */
export const GRPC_SESSION_MEMORY_MIB = 32;

/** gRPC: pings a client may send in GRPC_PING_WINDOW_MS without making a call. Then ENHANCE_YOUR_CALM. */
export const GRPC_PINGS_MAX = 1_000;
export const GRPC_PING_WINDOW_MS = 10_000;

/** gRPC: how long a connection may be silent. Then GOAWAY; clients connect again when they need to. */
export const GRPC_IDLE_MS = 10 * 60_000;

/** TCP keep-alive, which finds clients that vanished without a word. */
export const TCP_KEEP_ALIVE_MS = 60_000;

/** gRPC: time to send a whole request when the client set no deadline. Then DEADLINE_EXCEEDED. */
export const GRPC_REQUEST_TIMEOUT_MS = 30_000;

/** Memory kept for request bodies to come, per door. What comes back beyond it is freed. */
export const BODY_POOL_BYTES_MAX = 48 * 1024 * 1024;

/** Bodies up to this size share memory kept for bodies; larger ones get memory of their own. */
export const BODY_POOL_CLASS_BYTES_MAX = 1024 * 1024;

/** The smallest piece of that memory. */
export const BODY_POOL_CLASS_BYTES_MIN = 16 * 1024;

// --- Pipeline (pipeline/) ---

/**
 * Bytes of requests being read, decoded or waiting for their fsync. Further ones are refused with
 * INGEST_OVERLOADED; a single request is always let in when nothing else is in flight.
 */
export const IN_FLIGHT_BYTES_MAX = 192 * 1024 * 1024;

/** Share of the memory the process may use (cgroup or machine) at which requests are refused with INGEST_OVERLOADED. */
export const MEMORY_SHARE_MAX = 0.85;

/** Free disk space that is left for the store's merges. Below it requests are refused with INGEST_SPOOL_FULL. */
export const DISK_FREE_BYTES_MIN = 256 * 1024 * 1024;

/** How often memory and free disk space are looked at. */
export const RESOURCES_PROBE_INTERVAL_MS = 500;

/** When a client refused with INGEST_OVERLOADED or INGEST_SHUTTING_DOWN should try again. */
export const RETRY_AFTER_OVERLOADED_MS = 1_000;

/** When a client refused with INGEST_SPOOL_FULL or INGEST_SPOOL_FAILED should try again. */
export const RETRY_AFTER_SPOOL_MS = 5_000;

/** The longest a request waits for others to share its block. */
export const SEAL_AGE_MAX_MS = 25;

/**
 * The same for a block that has SEAL_BUSY_BYTES by then: under load, larger files make the insert cheaper
 * (8,000 rows a file cost the store a fifth less than 2,000), which is worth more than a quick answer.
 */
export const SEAL_AGE_BUSY_MAX_MS = 80;
export const SEAL_BUSY_BYTES = 512 * 1024;

/** How long a request waits for others when none came while the last block was written and none is being read. */
export const SEAL_QUIET_MS = 2;

/** A block of this size is sealed at once, when the one before it is written. */
export const SEAL_BYTES = 8 * 1024 * 1024;

/** A block of this size takes no further request; they wait for the next block. One request may exceed it. */
export const BLOCK_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Bytes of one spool file. An insert needs about 2.2 times the bytes of its files in memory, and a file that
 * the store has no memory for would be in the way for ever. A request that alone makes more is refused with
 * INGEST_TOO_LARGE; 64 MiB of ordinary spans make 75 MB.
 */
export const FILE_BYTES_MAX = 128 * 1024 * 1024;

/** How often a failed or full disk is tried again. */
export const DISK_PROBE_INTERVAL_MS = 1_000;

/** Bytes of the file a failed or full disk is tried with. */
export const DISK_PROBE_BYTES = 64 * 1024;

/** The shortest time between the starts of two inserts, unless a whole batch is waiting. */
export const INSERT_INTERVAL_MS = 900;

/** Rows of one batch; more make the next. A larger single file is a batch of its own. */
export const BATCH_ROWS_MAX = 250_000;

/** Bytes of one batch; more make the next. A larger single file is a batch of its own. */
export const BATCH_BYTES_MAX = 96 * 1024 * 1024;

/** Files of one batch; more make the next. The embedded engine is told each by name, which costs it 3 ms. */
export const BATCH_FILES_MAX = 200;

/** Rows of one batch that are singled out when the store refuses it; then whole ranges go to quarantine. */
export const POISON_ROWS_MAX = 32;

/** Bytes in quarantine; beyond, the oldest files are deleted, logged and counted. */
export const QUARANTINE_BYTES_MAX = 1024 * 1024 * 1024;

/** How long a request body is recognised when it is sent again. */
export const REQUEST_WINDOW_MS = 10 * 60 * 1_000;

/** Request bodies that are recognised; beyond, the oldest are forgotten. About 100 bytes each. */
export const REQUEST_WINDOW_ENTRIES_MAX = 500_000;

/** Characters of a store's or disk's reason that are kept. */
export const REASON_CHARS_MAX = 500;

/** Share of a graceful stop's time that the receivers may use to finish requests; the rest is for the store. */
export const STOP_RECEIVERS_SHARE = 0.5;

/** Bytes of a manifest that is read at the start; a larger one counts as damaged. */
export const MANIFEST_BYTES_MAX = 64 * 1024 * 1024;

/** How often manifests that are older than the request window are deleted. */
export const DONE_SWEEP_INTERVAL_MS = 30_000;

/** The longest wait before an insert, or a step of a batch on disk, is tried again. It never ends by itself. */
export const INSERT_BACKOFF_MAX_MS = 2_000;

// --- Sampling (sampling/, receivers/sampling-*) ---

/** Bytes of a strategies file. A larger one is refused like a broken one. */
export const SAMPLING_FILE_BYTES_MAX = 4 * 1024 * 1024;

/** Services that a strategies file names. A file with more is refused like a broken one. */
export const SAMPLING_SERVICES_MAX = 10_000;

/** Time to fetch a strategies file from its URL. Then it is tried again at the next interval. */
export const SAMPLING_FILE_TIMEOUT_MS = 5_000;

/** Warnings about one strategies file that are logged; the rest is only counted. */
export const SAMPLING_WARNINGS_MAX = 10;

/** Characters of the service a client asks for. More is answered 400. */
export const SAMPLING_SERVICE_CHARS_MAX = 1_024;

/** gRPC: bytes of a request for a strategy, which is the name of a service. More is refused. */
export const SAMPLING_MESSAGE_BYTES_MAX = 8 * 1024;
