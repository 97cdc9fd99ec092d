import { gunzip, gunzipSync, inflate, inflateRaw, inflateRawSync, inflateSync } from "node:zlib";
import { gzipSizeHint } from "./gzip-size.ts";
import type { InflateOutcome } from "./inflate-outcome.ts";
import { readZstdSize } from "./zstd-frames.ts";
import { inflateZstd } from "./zstd.ts";

/**
 * Compressed request bodies, for every door: HTTP's `Content-Encoding` and gRPC's `grpc-encoding` name
 * the same codings. What a client sends cannot make us hold more than the limit, nor more than the caller
 * has reserved: output memory is asked for before it is filled, in steps when the size is not known.
 */
export type ContentCoding = (typeof CONTENT_CODINGS)[number];

/** What is understood, in the order in which it is advertised. */
export const CONTENT_CODINGS = ["gzip", "deflate", "zstd", "identity"] as const;

export interface InflateRequest {
  readonly coding: ContentCoding;
  readonly body: Uint8Array;
  /** The largest output. */
  readonly bytesMax: number;
  /** Called with the bytes of output memory needed beyond what was reserved; false stops the work. */
  readonly reserve: (bytes: number) => boolean;
}

/**
 * Output up to this size is made on the calling thread: handing 240 KB to the thread pool cost the
 * calling thread as much (0.16 ms) as inflating it there.
 */
const SYNC_BYTES_MAX = 1024 * 1024;

/** First guess of the output per byte of input when the data does not say; OTLP shrinks 8 to 15 times. */
const GUESSED_RATIO = 16;
const GUESSED_BYTES_MIN = 64 * 1024;
/** A wrong guess costs one more pass over less than an eighth of the data. */
const GUESS_GROWTH = 8;

const ALIASES: Readonly<Record<string, ContentCoding>> = {
  "": "identity",
  identity: "identity",
  none: "identity",
  gzip: "gzip",
  "x-gzip": "gzip",
  deflate: "deflate",
  zlib: "deflate",
  zstd: "zstd",
};

/** The coding a header names; undefined when it is not one of ours, or several are stacked. */
export function parseContentCoding(header: string | undefined): ContentCoding | undefined {
  const name = (header ?? "").trim().toLowerCase();
  return Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
}

/** The body without its coding. Never rejects. */
export async function inflateContent(request: InflateRequest): Promise<InflateOutcome> {
  const { coding, body, bytesMax } = request;
  if (coding === "identity") {
    return body.length > bytesMax ? { status: "tooLarge" } : { status: "inflated", body };
  }
  // Some clients mark an empty body as compressed; there is nothing in it either way.
  if (body.length === 0) return { status: "inflated", body };
  const inflateWithin = coding === "zstd" ? inflateZstd : inflateZlib(coding, body);
  let reserved = 0;
  let capacity = firstCapacity(coding, body);
  for (;;) {
    const within = Math.min(capacity, bytesMax);
    if (!request.reserve(within - reserved)) return { status: "refused" };
    reserved = within;
    const outcome = await inflateWithin(body, within);
    if (outcome.status !== "tooLarge" || within === bytesMax) return outcome;
    capacity = Math.max(GUESSED_BYTES_MIN, within * GUESS_GROWTH);
  }
}

function firstCapacity(coding: ContentCoding, body: Uint8Array): number {
  const guess = Math.max(GUESSED_BYTES_MIN, body.length * GUESSED_RATIO);
  if (coding === "gzip") return gzipSizeHint(body) ?? guess;
  if (coding === "zstd") return readZstdSize(body)?.bytesMax ?? guess;
  return guess;
}

type InflateWithin = (body: Uint8Array, capacity: number) => Promise<InflateOutcome>;

function inflateZlib(coding: "gzip" | "deflate", body: Uint8Array): InflateWithin {
  const [sync, async] =
    coding === "gzip"
      ? [gunzipSync, gunzip]
      : hasZlibHeader(body)
        ? [inflateSync, inflate]
        : [inflateRawSync, inflateRaw];
  return async (input, capacity) => {
    // A chunk as large as the output means one allocation and no joining. One byte more lets zlib see
    // that the stream has ended.
    const options = {
      maxOutputLength: Math.max(1, capacity),
      chunkSize: Math.max(64, capacity + 1),
    };
    try {
      const output =
        capacity <= SYNC_BYTES_MAX
          ? sync(input, options)
          : await new Promise<Buffer>((resolve, reject) => {
              async(input, options, (error, result) => {
                if (error === null) resolve(result);
                else reject(error);
              });
            });
      return output.length > capacity
        ? { status: "tooLarge" }
        : { status: "inflated", body: output };
    } catch (error) {
      return zlibFailure(coding, error);
    }
  };
}

/** What zlib threw, as an outcome; anything that is not about the data is a bug and thrown on. */
function zlibFailure(coding: ContentCoding, error: unknown): InflateOutcome {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_BUFFER_TOO_LARGE") return { status: "tooLarge" };
  if (typeof code === "string" && code.startsWith("Z_")) {
    const text = error instanceof Error ? error.message : code;
    return { status: "badData", reason: `the body is not valid ${coding}: ${text}` };
  }
  throw error;
}

/**
 * `deflate` means zlib's format, but some clients send bare deflate data. A zlib header is two bytes: method 8
 * in the low half of the first, and together a multiple of 31.
 */
function hasZlibHeader(body: Uint8Array): boolean {
  const first = body[0]!;
  return (first & 0x0f) === 8 && ((first << 8) | (body[1] ?? 0)) % 31 === 0;
}
