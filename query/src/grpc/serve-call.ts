import type {
  sendUnaryData,
  ServerUnaryCall,
  ServerWritableStream,
  UntypedHandleCall,
} from "@grpc/grpc-js";
import { CodedError } from "@spanhouse/base";
import type { Logger } from "pino";
import type { InFlight } from "../http/in-flight.ts";
import { methodKind, type RequestKind } from "../http/request-kind.ts";
import { READ_TIMEOUT_MS } from "../limits.ts";
import { toGrpcError } from "./grpc-failure.ts";
import type { GrpcMethod } from "./grpc-method.ts";
import { writeAnswer } from "./write-answer.ts";

/** What calls have in common. */
export interface CallContext {
  readonly inFlight: InFlight;
  readonly logger: Logger;
}

/** The client ended the call, or its deadline has passed. Nobody reads what is answered now. */
class CallGoneError extends Error {
  override readonly name = "CallGoneError";
}

/** A method as the gRPC library wants it. */
export function serveMethod(
  method: GrpcMethod,
  { name, streams }: { readonly name: string; readonly streams: boolean },
  { inFlight, logger }: CallContext,
): UntypedHandleCall {
  const counted = { inFlight, kind: methodKind(name.slice(name.lastIndexOf("/") + 1)) };
  if (!streams) {
    return (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => {
      let answer: Uint8Array = new Uint8Array(0);
      const answered = runCall(call, method, counted, (bytes) => {
        answer = bytes;
        return Promise.resolve();
      });
      answered.then(
        () => done(null, Buffer.from(answer)),
        (error: unknown) => done(toGrpcError(error, name, logger)),
      );
    };
  }
  return (call: ServerWritableStream<Buffer, Buffer>) => {
    const answered = runCall(call, method, counted, (bytes, signal) =>
      writeAnswer(call, bytes, signal),
    );
    answered.then(
      () => call.end(),
      (error: unknown) => call.emit("error", toGrpcError(error, name, logger)),
    );
  };
}

/**
 * Answers a call and counts it while it lasts. The first answer must come within READ_TIMEOUT_MS; a client that
 * has gone is no failure.
 */
async function runCall(
  call: ServerUnaryCall<Buffer, Buffer> | ServerWritableStream<Buffer, Buffer>,
  method: GrpcMethod,
  { inFlight, kind }: { readonly inFlight: InFlight; readonly kind: RequestKind },
  send: (answer: Uint8Array, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const leave = inFlight.enter(kind);
  const controller = new AbortController();
  const { signal } = controller;
  const timeout = setTimeout(() => {
    const problem = `the store did not answer within ${READ_TIMEOUT_MS} ms; ask for a shorter time range`;
    controller.abort(new CodedError("QUERY_TIMEOUT", problem));
  }, READ_TIMEOUT_MS);
  const onCancelled = (): void => controller.abort(new CallGoneError("nobody waits any more"));
  call.once("cancelled", onCancelled);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
  aborted.catch(() => undefined);
  try {
    if (call.cancelled) return;
    const answers = method(call.request, signal)[Symbol.asyncIterator]();
    for (;;) {
      const next = await Promise.race([answers.next(), aborted]);
      clearTimeout(timeout);
      if (next.done === true) return;
      await send(next.value, signal);
    }
  } catch (error) {
    if (!(error instanceof CallGoneError)) throw error;
  } finally {
    clearTimeout(timeout);
    call.off("cancelled", onCancelled);
    leave();
  }
}
