import { ZSTDDecoder } from "zstddec";
import type { InflateOutcome } from "./inflate-outcome.ts";
import { readZstdSize } from "./zstd-frames.ts";

/**
 * zstd by the reference implementation, compiled to WebAssembly. It checks every bound, where decoders
 * written for trusted files can be kept busy for minutes by a few bytes. Not by `node:zlib`, although newer
 * Nodes have it there: that one stops after the first frame of a body and says nothing of the others.
 */

/**
 * Input and output together that the WebAssembly decoder may be given. It cannot say when its memory ran
 * out, so it is never let near that.
 */
const WASM_BYTES_MAX = 1024 * 1024 * 1024;

/** The body without zstd; "tooLarge" when it inflates to more than `capacity`. */
export async function inflateZstd(body: Uint8Array, capacity: number): Promise<InflateOutcome> {
  const size = readZstdSize(body);
  if (size === undefined) return BAD_DATA;
  const { bytesMax, isDeclared } = size;
  if (bytesMax === 0) return { status: "inflated", body: new Uint8Array(0) };
  if (isDeclared && bytesMax > capacity) return { status: "tooLarge" };
  const room = Math.min(bytesMax, capacity);
  const output = await inflateWasm(body, room);
  if (output !== undefined) return { status: "inflated", body: output };
  // With room for everything it can be, a body only fails because it is broken.
  return room < bytesMax ? { status: "tooLarge" } : BAD_DATA;
}

const BAD_DATA: InflateOutcome = { status: "badData", reason: "the body is not valid zstd" };

const wasm = new ZSTDDecoder();

/** Undefined when it did not work out, be it for room or for the data: the decoder does not say which. */
async function inflateWasm(body: Uint8Array, room: number): Promise<Uint8Array | undefined> {
  if (body.length + room > WASM_BYTES_MAX) return undefined;
  // Compiled at the first use, once.
  await wasm.init();
  const output = wasm.decode(body, room);
  return output.length === 0 ? undefined : output;
}
