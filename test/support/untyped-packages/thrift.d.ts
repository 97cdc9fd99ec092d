/** The parts of the npm package `thrift` that the tests use; it ships no types of its own. */
declare module "thrift" {
  export interface ThriftProtocolWriter {
    writeMessageBegin(name: string, type: number, sequence: number): void;
    writeMessageEnd(): void;
    writeStructBegin(name: string): void;
    writeStructEnd(): void;
    writeFieldBegin(name: string, type: number, id: number): void;
    writeFieldEnd(): void;
    writeFieldStop(): void;
    writeListBegin(elementType: number, size: number): void;
    writeListEnd(): void;
    writeBool(value: boolean): void;
    writeI32(value: number): void;
    writeI64(value: Int64): void;
    writeDouble(value: number): void;
    writeString(value: string): void;
    writeBinary(value: Buffer): void;
    flush(): void;
  }

  export class TBufferedTransport {
    constructor(buffer: undefined, onFlush: (bytes: Buffer) => void);
    setCurrSeqId(sequence: number): void;
  }

  export interface Int64 {
    readonly buffer: Buffer;
  }

  interface Protocol {
    new (
      transport: TBufferedTransport,
      strictRead?: boolean,
      strictWrite?: boolean,
    ): ThriftProtocolWriter;
  }

  /** CommonJS without names that an import could find. */
  const thrift: {
    readonly TBinaryProtocol: Protocol;
    readonly TCompactProtocol: Protocol;
    readonly TBufferedTransport: typeof TBufferedTransport;
    readonly Int64: new (bytes: Buffer) => Int64;
    readonly Thrift: { readonly Type: Readonly<Record<string, number>> };
  };
  export default thrift;
}
