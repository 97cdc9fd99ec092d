import thrift, { type ThriftProtocolWriter } from "thrift";
import type { ThriftMessage, ThriftStruct, ThriftValue } from "./thrift-writer.ts";

/** `oldBinary` has no version in the head of its messages, as clients wrote before 2008 and some still do. */
export type LibraryProtocol = "compact" | "binary" | "oldBinary";

/** What the npm package `thrift` writes: bytes that share no code with ours. */
export function writeWithLibrary(
  protocol: LibraryProtocol,
  struct: ThriftStruct,
  message?: ThriftMessage,
): Uint8Array {
  return written(protocol, (writer) => {
    if (message !== undefined) writer.writeMessageBegin(message.method, message.messageType, 7);
    write(writer, struct);
    if (message !== undefined) writer.writeMessageEnd();
  });
}

function written(
  protocol: LibraryProtocol,
  write: (writer: ThriftProtocolWriter) => void,
): Uint8Array {
  let bytes: Uint8Array = new Uint8Array(0);
  const transport = new thrift.TBufferedTransport(undefined, (flushed) => {
    bytes = Uint8Array.from(flushed);
  });
  const { TCompactProtocol, TBinaryProtocol } = thrift;
  const writer =
    protocol === "compact"
      ? new TCompactProtocol(transport)
      : new TBinaryProtocol(transport, false, protocol === "binary");
  write(writer);
  writer.flush();
  return bytes;
}

function write(writer: ThriftProtocolWriter, value: ThriftValue): void {
  switch (value.type) {
    case "bool":
      writer.writeBool(value.value);
      return;
    case "i32":
      writer.writeI32(value.value);
      return;
    case "i64": {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64BE(value.value);
      writer.writeI64(new thrift.Int64(bytes));
      return;
    }
    case "double":
      writer.writeDouble(value.value);
      return;
    case "string":
      if (typeof value.value === "string") writer.writeString(value.value);
      else writer.writeBinary(Buffer.from(value.value));
      return;
    case "list":
      writer.writeListBegin(typeOf(value.of), value.value.length);
      for (const item of value.value) write(writer, item);
      writer.writeListEnd();
      return;
    case "struct":
      writer.writeStructBegin("");
      for (const [id, member] of value.value) {
        writer.writeFieldBegin("", typeOf(member.type), id);
        write(writer, member);
        writer.writeFieldEnd();
      }
      writer.writeFieldStop();
      writer.writeStructEnd();
  }
}

function typeOf(type: ThriftValue["type"]): number {
  return thrift.Thrift.Type[type.toUpperCase()]!;
}
