import type { ServerWritableStream, ServerDuplexStream } from "@grpc/grpc-js";
import { GRPC_STALLED_CALL_MS } from "../limits.ts";
import { GrpcError } from "./grpc-failure.ts";

type AnswerStream = ServerWritableStream<Buffer, Buffer> | ServerDuplexStream<Buffer, Buffer>;

/**
 * Writes one message and waits until the client has room for the next. Rejects when the call is cancelled, or
 * the client takes nothing for GRPC_STALLED_CALL_MS.
 */
export async function writeAnswer(
  call: AnswerStream,
  answer: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  if (call.write(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength))) return;
  await new Promise<void>((resolve, reject) => {
    const end = (): void => {
      clearTimeout(stalled);
      call.off("drain", onDrain);
      signal.removeEventListener("abort", onAbort);
    };
    const onDrain = (): void => {
      end();
      resolve();
    };
    const onAbort = (): void => {
      end();
      reject(signal.reason as Error);
    };
    const stalled = setTimeout(() => {
      end();
      reject(new GrpcError("CANCELLED", "the client takes no answers"));
    }, GRPC_STALLED_CALL_MS);
    call.once("drain", onDrain);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
