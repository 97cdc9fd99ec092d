import {
  decodeMessage,
  encodeMessage,
  type DraftOf,
  type Message,
  type ReadOf,
} from "@spanhouse/wire";
import { GrpcError } from "./grpc-failure.ts";

/** The messages of a method. */
export interface MethodTypes {
  readonly input: Message<unknown, unknown>;
  readonly output: Message<unknown, unknown>;
}

/**
 * A method with one question. Its answers are written no faster than the client takes them; the signal is
 * aborted when nobody waits for them any more.
 */
export type GrpcMethod = (question: Uint8Array, signal: AbortSignal) => AsyncIterable<Uint8Array>;

/** A method with one answer. */
export function unary<T extends MethodTypes>(
  types: T,
  answer: (question: ReadOf<T["input"]>, signal: AbortSignal) => Promise<DraftOf<T["output"]>>,
): GrpcMethod {
  return async function* (bytes, signal) {
    yield encodeMessage(types.output, await answer(read(types, bytes), signal));
  };
}

/** A method with any number of answers, which it encodes itself. */
export function streaming<T extends MethodTypes>(
  types: T,
  answer: (question: ReadOf<T["input"]>, signal: AbortSignal) => AsyncIterable<Uint8Array>,
): GrpcMethod {
  return (bytes, signal) => answer(read(types, bytes), signal);
}

function read<T extends MethodTypes>({ input }: T, bytes: Uint8Array): ReadOf<T["input"]> {
  const question = decodeMessage(input, bytes);
  if (question.ok) return question.value as ReadOf<T["input"]>;
  throw new GrpcError("INVALID_ARGUMENT", `this is not a ${input.name}: ${question.error}`);
}
