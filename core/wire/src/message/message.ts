/**
 * Protobuf messages as tables. From one table come the bytes, the JSON, the descriptor that reflection gives
 * to strangers, and the TypeScript types:
 *
 *   const OPERATION = message("jaeger.api_v3.Operation", { name: text(1), spanKind: text(2) });
 *   encodeMessage(OPERATION, { name: "GET /" })           bytes
 *   decodeMessage(OPERATION, bytes)                       { name: "GET /", spanKind: "" }
 *
 * This is for messages of moderate number: questions, answers. The way in has decoders of its own, which make
 * no objects.
 */

/** `hex` is bytes on the wire and hexadecimal digits here, for ids. */
export type Scalar =
  | "text"
  | "bytes"
  | "hex"
  | "bool"
  | "int32"
  | "uint32"
  | "fixed32"
  | "int64"
  | "uint64"
  | "fixed64"
  | "double"
  /** `google.protobuf.Timestamp`, nanoseconds since 1970. */
  | "timestamp"
  /** `google.protobuf.Duration`, nanoseconds. */
  | "duration";

export interface ProtoEnum {
  /** With its package. */
  readonly name: string;
  /** By number. */
  readonly values: readonly string[];
}

export type FieldType = Scalar | ProtoEnum | (() => Message<unknown, unknown>);

/** A field whose value is a `Read` when decoded, and a `Draft` when it is to be encoded. */
export interface Field<Read, Draft> {
  readonly number: number;
  readonly type: FieldType;
  readonly label: "one" | "many" | "map";
  /** One of several of which at most one is set; undefined when it is not. */
  readonly oneof?: string;
  /** When it is not the name here in snake case. */
  readonly protoName?: string;
  /** Never set: carries the types. */
  readonly types?: { readonly read: Read; readonly draft: Draft };
}

/** A field in its message. */
export interface NamedField extends Field<unknown, unknown> {
  /** In lowerCamelCase, as in JSON. */
  readonly key: string;
  readonly protoName: string;
}

export interface Message<Read, Draft> {
  /** With its package and the messages around it: `opentelemetry.proto.trace.v1.Span.Event`. */
  readonly name: string;
  readonly fields: readonly NamedField[];
  readonly byNumber: ReadonlyMap<number, NamedField>;
  /** By either spelling. */
  readonly byName: ReadonlyMap<string, NamedField>;
  /** Never set: carries the types. */
  readonly types?: { readonly read: Read; readonly draft: Draft };
}

export type ReadOf<M> = M extends Message<infer Read, unknown> ? Read : never;
export type DraftOf<M> = M extends Message<unknown, infer Draft> ? Draft : never;

type Fields = Readonly<Record<string, Field<unknown, unknown>>>;
type ReadsOf<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer Read, unknown> ? Read : never;
};
type DraftsOf<F extends Fields> = {
  readonly [K in keyof F]?: F[K] extends Field<unknown, infer Draft> ? Draft | undefined : never;
};

/** A message with its fields in the order in which they are written. */
export function message<F extends Fields>(
  name: string,
  fields: F,
): Message<ReadsOf<F>, DraftsOf<F>> {
  const named = Object.entries(fields).map(([key, field]) => ({
    ...field,
    key,
    protoName: field.protoName ?? toSnakeCase(key),
  }));
  return {
    name,
    fields: named,
    byNumber: new Map(named.map((field) => [field.number, field])),
    byName: new Map(
      named.flatMap((field) => [
        [field.protoName, field],
        [field.key, field],
      ]),
    ),
  };
}

function toSnakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function scalar<T>(number: number, type: Scalar): Field<T, T> {
  return { number, type, label: "one" };
}

export const text = (number: number): Field<string, string> => scalar(number, "text");
export const hex = (number: number): Field<string, string> => scalar(number, "hex");
export const bytes = (number: number): Field<Uint8Array, Uint8Array> => scalar(number, "bytes");
export const bool = (number: number): Field<boolean, boolean> => scalar(number, "bool");
export const int32 = (number: number): Field<number, number> => scalar(number, "int32");
export const uint32 = (number: number): Field<number, number> => scalar(number, "uint32");
export const fixed32 = (number: number): Field<number, number> => scalar(number, "fixed32");
export const int64 = (number: number): Field<bigint, bigint> => scalar(number, "int64");
export const uint64 = (number: number): Field<bigint, bigint> => scalar(number, "uint64");
export const fixed64 = (number: number): Field<bigint, bigint> => scalar(number, "fixed64");
export const double = (number: number): Field<number, number> => scalar(number, "double");

type Maybe<T> = T | undefined;

/** Undefined when it is not there, which differs from zero. */
function time(number: number, type: "timestamp" | "duration"): Field<Maybe<bigint>, bigint> {
  return { number, type, label: "one" };
}

export const timestamp = (number: number): Field<Maybe<bigint>, bigint> =>
  time(number, "timestamp");
export const duration = (number: number): Field<Maybe<bigint>, bigint> => time(number, "duration");

export function enumeration(number: number, type: ProtoEnum): Field<number, number> {
  return { number, type, label: "one" };
}

/** A message within a message. `of` is a function so that messages can hold each other. */
export function sub<Read, Draft>(
  number: number,
  of: () => Message<Read, Draft>,
): Field<Maybe<Read>, Draft> {
  return { number, type: of, label: "one" };
}

export function many<Read, Draft>(
  field: Field<Read, Draft>,
): Field<readonly NonNullable<Read>[], readonly Draft[]> {
  const { number, type } = field;
  return { number, type, label: "many" };
}

/** `map<string, string>`. */
export function textMap(
  number: number,
): Field<ReadonlyMap<string, string>, ReadonlyMap<string, string>> {
  return { number, type: "text", label: "map" };
}

export function oneOf<Read, Draft>(
  oneof: string,
  { number, type, label }: Field<Read, Draft>,
): Field<Maybe<Read>, Draft> {
  return { number, type, label, oneof };
}

/** A field whose name in the IDL is not in snake case. */
export function spelled<Read, Draft>(
  protoName: string,
  { number, type, label }: Field<Read, Draft>,
): Field<Read, Draft> {
  return { number, type, label, protoName };
}
