/**
 * A span of Zipkin's first model, as an object: it is old and rare, and what it means can only be said when
 * all its annotations are known (zipkincore.thrift; v1 JSON has the same shape). Read from Thrift and from
 * JSON, turned into spans by `appendZipkinV1Spans`.
 */
export interface ZipkinV1Span {
  /** 32 hexadecimal digits; the first 16 are zeros when the sender's ids have 64 bits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly id: string;
  /** 16 digits, or "" for a root. */
  readonly parentId: string;
  readonly name: string;
  /** Microseconds since 1970; undefined when the sender did not say. */
  readonly timestampUs: bigint | undefined;
  /** Microseconds. */
  readonly durationUs: bigint | undefined;
  readonly debug: boolean;
  readonly annotations: readonly ZipkinV1Annotation[];
  readonly binaryAnnotations: readonly ZipkinV1BinaryAnnotation[];
}

export interface ZipkinV1Annotation {
  /** Microseconds since 1970. */
  readonly timestampUs: bigint;
  /** `cs`, `cr`, `sr`, `ss` and their likes, or what happened. */
  readonly value: string;
  readonly host: ZipkinV1Endpoint | undefined;
}

export interface ZipkinV1BinaryAnnotation {
  readonly key: string;
  readonly value:
    | { readonly type: "bool"; readonly value: boolean }
    | { readonly type: "bytes"; readonly value: Uint8Array }
    /** I16, I32 and I64. */
    | { readonly type: "int"; readonly value: bigint }
    | { readonly type: "double"; readonly value: number }
    | { readonly type: "string"; readonly value: string };
  readonly host: ZipkinV1Endpoint | undefined;
}

export interface ZipkinV1Endpoint {
  readonly serviceName: string;
  /** `10.0.0.1` or "". */
  readonly ipv4: string;
  /** RFC 5952 text or "". */
  readonly ipv6: string;
  /** 0 when unknown. */
  readonly port: number;
}
