import {
  FILE_DESCRIPTOR,
  type EnumDescriptor,
  type FieldDescriptor,
  type MessageDescriptor,
} from "./descriptor-messages.ts";
import { encodeMessage } from "./encode-message.ts";
import type { Message, NamedField, ProtoEnum, Scalar } from "./message.ts";
import type { ProtoFile, ProtoService } from "./proto-file.ts";

/** By scalar, the number of the type in `FieldDescriptorProto`. */
const TYPE_NUMBERS: Readonly<Record<Exclude<Scalar, "timestamp" | "duration">, number>> = {
  double: 1,
  int64: 3,
  uint64: 4,
  int32: 5,
  fixed64: 6,
  fixed32: 7,
  bool: 8,
  text: 9,
  bytes: 12,
  hex: 12,
  uint32: 13,
};
const TYPE_TEXT = TYPE_NUMBERS.text;
const TYPE_MESSAGE = 11;
const TYPE_ENUM = 14;
const LABEL_OPTIONAL = 1;
const LABEL_REPEATED = 3;

/** The bytes of a `FileDescriptorProto`, as reflection answers them. */
export function describeFile(file: ProtoFile): Uint8Array {
  const names = file.messages.map(({ name }) => name);
  const isTopLevel = (name: string): boolean => !names.includes(parentOf(name));
  return encodeMessage(FILE_DESCRIPTOR, {
    name: file.name,
    package: file.package,
    dependency: file.imports.map(({ name }) => name),
    messageType: file.messages
      .filter(({ name }) => isTopLevel(name))
      .map((message) => describeMessage(message, file)),
    enumType: file.enums.filter(({ name }) => isTopLevel(name)).map(describeEnum),
    service: file.services.map(describeService),
    syntax: "proto3",
  });
}

function describeMessage(message: Message<unknown, unknown>, file: ProtoFile): MessageDescriptor {
  const { name, fields } = message;
  const oneofs = [...new Set(fields.flatMap(({ oneof }) => oneof ?? []))];
  const maps = fields.filter(({ label }) => label === "map");
  const inner = file.messages.filter((other) => parentOf(other.name) === name);
  return {
    name: lastPart(name),
    field: fields.map((field) => describeField(field, name, oneofs)),
    nestedType: [
      ...inner.map((other) => describeMessage(other, file)),
      ...maps.map(describeMapEntry),
    ],
    enumType: file.enums.filter((other) => parentOf(other.name) === name).map(describeEnum),
    oneofDecl: oneofs.map((oneof) => ({ name: oneof })),
  };
}

function describeField(
  field: NamedField,
  message: string,
  oneofs: readonly string[],
): FieldDescriptor {
  const { key, protoName, number, label, oneof } = field;
  return {
    name: protoName,
    number,
    label: label === "one" ? LABEL_OPTIONAL : LABEL_REPEATED,
    ...typeOf(field, message),
    ...(oneof === undefined ? {} : { oneofIndex: oneofs.indexOf(oneof) }),
    jsonName: key,
  };
}

function typeOf(
  field: NamedField,
  message: string,
): { readonly type: number; readonly typeName?: string } {
  const { type, label } = field;
  if (label === "map") {
    return { type: TYPE_MESSAGE, typeName: `.${message}.${entryName(field)}` };
  }
  if (typeof type === "function") return { type: TYPE_MESSAGE, typeName: `.${type().name}` };
  if (typeof type === "object") return { type: TYPE_ENUM, typeName: `.${type.name}` };
  if (type === "timestamp") {
    return { type: TYPE_MESSAGE, typeName: ".google.protobuf.Timestamp" };
  }
  if (type === "duration") return { type: TYPE_MESSAGE, typeName: ".google.protobuf.Duration" };
  return { type: TYPE_NUMBERS[type] };
}

/** The message that a map is on the wire: a list of these. */
function describeMapEntry(field: NamedField): MessageDescriptor {
  const part = (name: string, number: number): FieldDescriptor => ({
    ...{ name, number, jsonName: name },
    ...{ label: LABEL_OPTIONAL, type: TYPE_TEXT },
  });
  return {
    name: entryName(field),
    field: [part("key", 1), part("value", 2)],
    options: { mapEntry: true },
  };
}

function entryName({ key }: NamedField): string {
  return `${key.charAt(0).toUpperCase()}${key.slice(1)}Entry`;
}

function describeEnum({ name, values }: ProtoEnum): EnumDescriptor {
  return {
    name: lastPart(name),
    value: values.map((value, number) => ({ name: value, number })),
  };
}

function describeService({ name, methods }: ProtoService) {
  return {
    name: lastPart(name),
    method: methods.map(({ name: method, input, output, streams }) => ({
      name: method,
      inputType: `.${input.name}`,
      outputType: `.${output.name}`,
      clientStreaming: streams === "both",
      serverStreaming: streams !== undefined,
    })),
  };
}

function parentOf(name: string): string {
  return name.slice(0, Math.max(name.lastIndexOf("."), 0));
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
