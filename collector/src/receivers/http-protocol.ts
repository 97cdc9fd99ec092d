import type { OutgoingHttpHeaders } from "node:http";
import type { IngestRequest } from "../ingest.ts";
import type { Failure } from "./failure.ts";
import type { Stored } from "./take-in.ts";

/**
 * What one protocol over HTTP is, apart from all that `HttpDoor` does for every one of them. An object of
 * this shape is a door.
 */
export interface HttpProtocol {
  /** As in metrics, logs and addresses: `otlp_http`. */
  readonly name: string;
  /** The setting that holds the port, for the message when it is taken: `collector.otlpHttp.port`. */
  readonly portSetting: string;
  /** Where spans are posted to, by path. */
  readonly uploads: ReadonlyMap<string, UploadFormats>;
  /** What can be asked with GET, by path. */
  readonly reads?: ReadonlyMap<string, HttpRead>;
  /** How a failure is said. The headers every HTTP answer has (Retry-After, Allow) are added by the door. */
  failureAnswer(failure: Failure, contentType: string | undefined): HttpAnswer;
}

/** By media type: lower case, without parameters; "" is that of a request that names none. */
export type UploadFormats = ReadonlyMap<string, UploadFormat>;

/** A format that spans come in. */
export interface UploadFormat {
  /** Door and format: `otlp_http.json`. The same bytes in two formats are two requests. */
  readonly way: string;
  readonly decode: IngestRequest["decode"];
  /** How it is said that the spans are durable. */
  storedAnswer(stored: Stored): HttpAnswer;
}

/** Answers a GET. It is told the query of the address; it may throw for nothing a client can send. */
export type HttpRead = (query: URLSearchParams) => HttpAnswer | Promise<HttpAnswer>;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Uint8Array;
}
