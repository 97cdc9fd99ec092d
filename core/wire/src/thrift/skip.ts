import { THRIFT_DEPTH_MAX } from "../limits.ts";
import { MalformedThrift, TYPE, type ThriftReader } from "./thrift-reader.ts";

/** Passes over a value that nobody asked for, of any type. The recursion is no deeper than THRIFT_DEPTH_MAX. */
export function skipThrift(reader: ThriftReader, type: number, depth = 0): void {
  switch (type) {
    case TYPE.bool:
      reader.bool();
      return;
    case TYPE.byte:
      reader.byte();
      return;
    case TYPE.i16:
      reader.i16();
      return;
    case TYPE.i32:
      reader.i32();
      return;
    case TYPE.i64:
      reader.i64();
      return;
    case TYPE.double:
      reader.double();
      return;
    case TYPE.binary:
      reader.binary();
      return;
    case TYPE.uuid:
      reader.pass(16);
      return;
    default:
      if (depth === THRIFT_DEPTH_MAX) throw new MalformedThrift("values are nested too deep");
      skipNested(reader, type, depth + 1);
  }
}

function skipNested(reader: ThriftReader, type: number, depth: number): void {
  switch (type) {
    case TYPE.struct: {
      const outer = reader.enterStruct();
      for (let field = reader.field(); field !== TYPE.stop; field = reader.field()) {
        skipThrift(reader, field, depth);
      }
      reader.leaveStruct(outer);
      return;
    }
    case TYPE.list:
    case TYPE.set: {
      reader.list();
      const { count, elementType } = reader;
      for (let index = 0; index < count; index++) skipThrift(reader, elementType, depth);
      return;
    }
    case TYPE.map: {
      reader.map();
      const { count, keyType, elementType } = reader;
      for (let index = 0; index < count; index++) {
        skipThrift(reader, keyType, depth);
        skipThrift(reader, elementType, depth);
      }
      return;
    }
    default:
      throw new MalformedThrift(`there is no type ${type}`);
  }
}
