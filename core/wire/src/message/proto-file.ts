import type { Message, ProtoEnum } from "./message.ts";

/** A file of an IDL: what strangers are told of our messages through reflection. */
export interface ProtoFile {
  /** As others import it: `google/protobuf/timestamp.proto`. */
  readonly name: string;
  readonly package: string;
  readonly imports: readonly ProtoFile[];
  /** With the messages within messages, each after the one around it. */
  readonly messages: readonly Message<unknown, unknown>[];
  readonly enums: readonly ProtoEnum[];
  readonly services: readonly ProtoService[];
}

export interface ProtoService {
  /** With its package. */
  readonly name: string;
  readonly methods: readonly ProtoMethod[];
}

export interface ProtoMethod {
  readonly name: string;
  readonly input: Message<unknown, unknown>;
  readonly output: Message<unknown, unknown>;
  readonly streams?: "answers" | "both";
}
