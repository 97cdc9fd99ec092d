/**
 * An attribute value with its exact type (OTLP `AnyValue`). Integers are 64-bit and therefore bigint.
 * `empty` is a value that was sent without any content, which OTLP allows since 1.9.0.
 */
export type AttributeValue =
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "int"; readonly value: bigint }
  | { readonly type: "double"; readonly value: number }
  | { readonly type: "bytes"; readonly value: Uint8Array }
  | { readonly type: "array"; readonly value: readonly AttributeValue[] }
  | { readonly type: "keyValueList"; readonly value: readonly Attribute[] }
  | { readonly type: "empty" };

export interface Attribute {
  readonly key: string;
  readonly value: AttributeValue;
}
