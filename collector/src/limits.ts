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
export const HTTP_REQUEST_TIMEOUT_MS = 60_000;

/** HTTP: how long an idle connection is kept. Exporters send every 5 s by default. */
export const HTTP_KEEP_ALIVE_MS = 65_000;

/** How much of a refused body is read and thrown away so that the client sees the answer. Then the connection closes. */
export const HTTP_DISCARD_BYTES_MAX = 1024 * 1024;

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

/** gRPC: time to send a whole request when the client set no deadline. Then DEADLINE_EXCEEDED. */
export const GRPC_REQUEST_TIMEOUT_MS = 60_000;

// --- Pipeline (pipeline/) ---
