import * as zlib from "node:zlib";
import { ZSTDDecoder } from "zstddec";
import type { InflateOutcome } from "./inflate-outcome.ts";
import { readZstdSize } from "./zstd-frames.ts";

/**
 * zstd by `node:zlib` where Node has it (22.15 and later), else by the reference implementation compiled to
 * WebAssembly, which checks every bound: decoders written for trusted files can be kept busy for minutes
 * by a few bytes.
 */

/**
 * Input and output together that the WebAssembly decoder may be given. It cannot say when its memory ran
 * out, so it is never let near that.
 */
const WASM_BYTES_MAX = 1024 * 1024 * 1024;

type NativeInflate = (body: Uint8Array, options: zlib.ZlibOptions) => Buffer;

const native =
  "zstdDecompressSync" in zlib ? (zlib.zstdDecompressSync as NativeInflate) : undefined;

/** The body without zstd; "tooLarge" when it inflates to more than `capacity`. */
export async function inflateZstd(body: Uint8Array, capacity: number): Promise<InflateOutcome> {
  const size = readZstdSize(body);
  if (size === undefined) return BAD_DATA;
  const { bytesMax, isDeclared } = size;
  if (bytesMax === 0) return { status: "inflated", body: new Uint8Array(0) };
  if (isDeclared && bytesMax > capacity) return { status: "tooLarge" };
  const room = Math.min(bytesMax, capacity);
  const output =
    native === undefined ? await inflateWasm(body, room) : inflateNative(native, body, room);
  if (output !== undefined) return { status: "inflated", body: output };
  // With room for everything it can be, a body only fails because it is broken.
  return room < bytesMax ? { status: "tooLarge" } : BAD_DATA;
}

const BAD_DATA: InflateOutcome = { status: "badData", reason: "the body is not valid zstd" };

/** Both return undefined for "it did not work out", be it for room or for the data. */
function inflateNative(
  decompress: NativeInflate,
  body: Uint8Array,
  room: number,
): Uint8Array | undefined {
  try {
    return decompress(body, { maxOutputLength: room, chunkSize: Math.max(64, room + 1) });
  } catch (error) {
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
}

const wasm = new ZSTDDecoder();

async function inflateWasm(body: Uint8Array, room: number): Promise<Uint8Array | undefined> {
  if (body.length + room > WASM_BYTES_MAX) return undefined;
  // Compiled at the first use, once.
  await wasm.init();
  const output = wasm.decode(body, room);
  return output.length === 0 ? undefined : output;
}
