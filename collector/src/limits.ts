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

/** How often the TLS files of a door are compared with those in use. */
export const TLS_CHECK_INTERVAL_MS = 5_000;

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

/**
 * Memory for what spool files remember of their traces, about two bytes per trace. Beyond it a read of a trace
 * takes each further file for one that may have it.
 */
export const SPOOL_TRACE_FILTER_BYTES_MAX = 32 * 1024 * 1024;

/** UDP: bytes of one packet; a larger one counts as malformed. Jaeger's clients send no larger ones. */
export const UDP_PACKET_BYTES_MAX = 65_000;

/**
 * UDP: bytes of packets that the kernel is asked to keep until we read them: about 0.3 s of 5,000 packets a
 * second. It may grant less (`net.core.rmem_max`), and drops what does not fit.
 */
export const UDP_SOCKET_BYTES = 4 * 1024 * 1024;

/** UDP: packets are handed over in batches of this size; a door decodes one of them in a turn of the event loop. */
export const UDP_BATCH_BYTES = 128 * 1024;

/** UDP: the longest a packet waits for others to share its batch. */
export const UDP_BATCH_AGE_MAX_MS = 20;

/** UDP: bytes of batches that wait or are being made durable, per door. Further packets are dropped and counted. */
export const UDP_QUEUE_BYTES_MAX = 16 * 1024 * 1024;

/** UDP: memory kept for batches to come, per door. What comes back beyond it is freed. */
export const UDP_POOL_BYTES_MAX = 1024 * 1024;

/** UDP: when stopping, how long no packet must have come for the senders to be taken as done. */
export const UDP_IDLE_MS = 200;

/** UDP: how often malformed and dropped packets are logged: the first at once, then their number. */
export const UDP_LOG_INTERVAL_MS = 10_000;

/** Clients of Jaeger whose reports of lost spans are remembered; beyond, the most silent one is forgotten. */
export const JAEGER_CLIENTS_MAX = 5_000;

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
 * The same for a block that has SEAL_BUSY_BYTES by then, or holds only datagrams, for which nobody waits:
 * larger files make the insert cheaper (8,000 rows a file cost the store a fifth less than 2,000), which is
 * worth more than a quick answer under load.
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

/**
 * Senders whose last delivery is recognised whenever it comes again; beyond, the longest unseen is forgotten
 * and counted. About 200 bytes each in memory, 24 on disk.
 */
export const SENDERS_MAX = 10_000;

/** Characters of a store's or disk's reason that are kept. */
export const REASON_CHARS_MAX = 500;

/** Share of a graceful stop's time that datagrams may still come in, before everything else is stopped. */
export const STOP_DATAGRAMS_SHARE = 0.2;

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

// --- Agent (agent/) ---

/** A block of an agent of this size is sealed at once; one of the other size takes no further request. */
export const AGENT_SEAL_BYTES = 1024 * 1024;
export const AGENT_BLOCK_BYTES_MAX = 4 * 1024 * 1024;

/** The longest a request to an agent waits for others, as SEAL_AGE_MAX_MS: its blocks are small, and each costs a millisecond. */
export const AGENT_SEAL_AGE_MAX_MS = 80;

/** How long a request to an agent waits for others when none came, as SEAL_QUIET_MS: fewer files for a later answer. */
export const AGENT_SEAL_QUIET_MS = 40;

/** Memory for the body of a batch that is kept for the next one. */
export const FORWARD_BODY_BYTES_KEPT = 8 * 1024 * 1024;

/** Request bodies an agent recognises; beyond, the oldest are forgotten. About 100 bytes each. */
export const AGENT_REQUEST_WINDOW_ENTRIES_MAX = 100_000;

/** Memory of an agent at which requests are refused with INGEST_OVERLOADED, when nothing smaller is set. */
export const AGENT_MEMORY_BYTES_MAX = 400 * 1024 * 1024;

/** Bytes of requests that an agent is reading, decoding or writing. As IN_FLIGHT_BYTES_MAX. */
export const AGENT_IN_FLIGHT_BYTES_MAX = 64 * 1024 * 1024;

/** Time to get a connection to a collector. Then another one is tried. */
export const FORWARD_CONNECT_TIMEOUT_MS = 10_000;

/** Bytes of a collector's answer that are read; what comes beyond is thrown away. */
export const FORWARD_ANSWER_BYTES_MAX = 64 * 1024;

/** Time for the empty request that finds out whether a collector that failed works again. */
export const FORWARD_PROBE_TIMEOUT_MS = 5_000;

/** The longest a collector that failed is left alone, and the longest a collector's own wish is honoured. */
export const FORWARD_BACKOFF_MAX_MS = 10_000;
export const FORWARD_RETRY_AFTER_MAX_MS = 60_000;

/** How often host names are resolved again. */
export const FORWARD_RESOLVE_INTERVAL_MS = 30_000;

/** The same while none could be resolved. */
export const FORWARD_UNRESOLVED_WAIT_MS = 1_000;

/** How often TLS files are looked at. */
export const FORWARD_TLS_CHECK_INTERVAL_MS = 10_000;

/** Addresses of all endpoints; further ones are not used. */
export const FORWARD_COLLECTORS_MAX = 64;

/**
 * Times that collectors may answer a batch with an error of their own before it counts as the data's fault:
 * then it is cut in two until what they fail at is alone in quarantine.
 */
export const FORWARD_FAILURES_MAX = 5;

/** How often an agent says that a collector's answer asks for a person. */
export const FORWARD_COMPLAINT_INTERVAL_MS = 5 * 60_000;

/** Different reasons of rejected spans that are logged; further ones are only counted. */
export const FORWARD_REASONS_MAX = 100;

// --- Tail sampling (tail-sampling/) ---

/**
 * Bytes and rows of one batch of decided files; more make the next. A larger single file is a batch of its
 * own. While a batch is handed over, about 6 µs per span, nothing else runs.
 */
export const TAIL_BATCH_BYTES_MAX = 4 * 1024 * 1024;
export const TAIL_BATCH_ROWS_MAX = 100_000;

/** The shortest time between two batches, unless a whole one is ripe. */
export const TAIL_BATCH_INTERVAL_MS = 250;

/** Operations of a service that adaptive probabilities are answered for; of more, the rarest get the default. */
export const SAMPLING_OPERATIONS_COMPUTED_MAX = 2_000;

/** Root spans of an operation from which its rate is known well enough (to 10 %); older minutes are left out then. */
export const SAMPLING_SPANS_ENOUGH = 100;

/** Adaptive probabilities are computed this long after a minute is over, and as late again at random. */
export const SAMPLING_COMPUTE_DELAY_MS = 2_000;
export const SAMPLING_COMPUTE_SPREAD_MS = 3_000;

/** Agent: services whose strategies are kept; further ones are asked for at the collectors each time. */
export const SAMPLING_REMEMBERED_MAX = 1_000;

/** Agent: characters of all strategies that are kept, as JSON; what does not fit is asked for each time. */
export const SAMPLING_REMEMBERED_CHARS_MAX = 4 * 1024 * 1024;

/** Agent: how often the strategies that are kept are asked for again; a tenth more or less at random. */
export const SAMPLING_REFRESH_MS = 60_000;

/** Agent: a strategy that no client asked for this long is forgotten. */
export const SAMPLING_FORGET_MS = 24 * 60 * 60_000;

/** Agent: time for one collector to answer. Then the next one is asked. */
export const SAMPLING_FETCH_TIMEOUT_MS = 2_000;

/** Agent: bytes of one strategy. A larger one counts as a failure of the collector. */
export const SAMPLING_FETCH_BYTES_MAX = 1024 * 1024;

/** Agent: services that are being asked for. Further new ones are answered SAMPLING_UNAVAILABLE. */
export const SAMPLING_FETCHES_MAX = 16;

/** Agent: new strategies are written to disk together, at most this much later. */
export const SAMPLING_KEEP_DELAY_MS = 1_000;

/** Things that all policies together ask of single spans, one bit each. More is an invalid configuration. */
export const TAIL_SPAN_QUESTIONS_MAX = 31;

/** Small files of decisions that are made into one. While the disk fails they may be more. */
export const DECISION_FILES_MERGED = 16;

/** Share of a graceful stop's time for what is before the main pipeline; the rest is for the store. */
export const TAIL_STOP_SHARE = 0.3;

// --- Processors (processors/) ---

/** Steps of a compiled pattern: what one character can cost at most. More is an invalid configuration. */
export const PATTERN_STEPS_MAX = 2_000;

/** States of a pattern that are remembered; then all are forgotten, and made again as they are needed. */
export const PATTERN_STATES_MAX = 1_000;

/** `{n}` in a pattern repeats at most this often, and groups nest so deep. More is an invalid configuration. */
export const PATTERN_REPEAT_MAX = 1_000;
export const PATTERN_DEPTH_MAX = 50;

/** Pods of its node that an agent knows; further ones are not said of anybody. A node has at most a few hundred. */
export const KUBERNETES_PODS_MAX = 5_000;

/** Bytes of one page of pods from the Kubernetes API, and of one event. Beyond, it is tried again later. */
export const KUBERNETES_PAGE_BYTES_MAX = 32 * 1024 * 1024;
export const KUBERNETES_EVENT_BYTES_MAX = 4 * 1024 * 1024;

/** Pods that are asked for at a time. */
export const KUBERNETES_PAGE_PODS = 100;

/** How long one watch lasts before the next begins; silence of twice as long ends it. */
export const KUBERNETES_WATCH_SECONDS = 300;
