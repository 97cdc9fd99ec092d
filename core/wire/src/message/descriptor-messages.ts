import {
  bool,
  enumeration,
  int32,
  many,
  message,
  oneOf,
  sub,
  text,
  type Message,
  type ProtoEnum,
} from "./message.ts";

/** What of `google/protobuf/descriptor.proto` describes our files. */

const FIELD_KIND: ProtoEnum = { name: "google.protobuf.FieldDescriptorProto.Type", values: [] };

const FIELD = message("google.protobuf.FieldDescriptorProto", {
  name: text(1),
  number: int32(3),
  label: enumeration(4, FIELD_KIND),
  type: enumeration(5, FIELD_KIND),
  typeName: text(6),
  /** In a `oneof`, so that the first of a message, which is 0, is written. */
  oneofIndex: oneOf("oneofIndex", int32(9)),
  jsonName: text(10),
});

const ENUM = message("google.protobuf.EnumDescriptorProto", {
  name: text(1),
  value: many(
    sub(2, () =>
      message("google.protobuf.EnumValueDescriptorProto", {
        name: text(1),
        number: oneOf("number", int32(2)),
      }),
    ),
  ),
});

const ONEOF = message("google.protobuf.OneofDescriptorProto", { name: text(1) });
const MESSAGE_OPTIONS = message("google.protobuf.MessageOptions", { mapEntry: bool(7) });

/** A message within a message, or a message of a file. */
export interface MessageDescriptor {
  readonly name: string;
  readonly field?: readonly FieldDescriptor[];
  readonly nestedType?: readonly MessageDescriptor[];
  readonly enumType?: readonly EnumDescriptor[];
  readonly options?: { readonly mapEntry?: boolean };
  readonly oneofDecl?: readonly { readonly name: string }[];
}

export interface FieldDescriptor {
  readonly name: string;
  readonly number: number;
  readonly label: number;
  readonly type: number;
  readonly typeName?: string;
  readonly oneofIndex?: number;
  readonly jsonName: string;
}

export interface EnumDescriptor {
  readonly name: string;
  readonly value: readonly { readonly name: string; readonly number: number }[];
}

const DESCRIPTOR: Message<unknown, MessageDescriptor> = message("google.protobuf.DescriptorProto", {
  name: text(1),
  field: many(sub(2, () => FIELD)),
  nestedType: many(sub(3, (): Message<unknown, MessageDescriptor> => DESCRIPTOR)),
  enumType: many(sub(4, () => ENUM)),
  options: sub(7, () => MESSAGE_OPTIONS),
  oneofDecl: many(sub(8, () => ONEOF)),
}) as Message<unknown, MessageDescriptor>;

const METHOD = message("google.protobuf.MethodDescriptorProto", {
  name: text(1),
  inputType: text(2),
  outputType: text(3),
  clientStreaming: bool(5),
  serverStreaming: bool(6),
});

const SERVICE = message("google.protobuf.ServiceDescriptorProto", {
  name: text(1),
  method: many(sub(2, () => METHOD)),
});

export const FILE_DESCRIPTOR = message("google.protobuf.FileDescriptorProto", {
  name: text(1),
  package: text(2),
  dependency: many(text(3)),
  messageType: many(sub(4, () => DESCRIPTOR)),
  enumType: many(sub(5, () => ENUM)),
  service: many(sub(6, () => SERVICE)),
  syntax: text(12),
});
