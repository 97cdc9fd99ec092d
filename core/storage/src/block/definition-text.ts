import { createHash } from "node:crypto";
import { assert } from "@spanhouse/base";
import { formatAttributeText, type AttributeValue } from "@spanhouse/model";
import { PIECE, piecesOf, type Piece } from "./definition-content.ts";

/**
 * The text in which a resource or scope is stored once per block, and the id made from it:
 *
 *   resource  {"schemaUrl":"","dropped":0,"attributes":[["service.name","cart"],["n",{"int":"1"}]]}
 *   scope     {"name":"http","version":"1.0","schemaUrl":"","dropped":0,"attributes":[]}
 *
 * Values are in the tagged form of core/model's attribute text; attributes keep their order. The id is the
 * first 16 bytes of the text's SHA-256, so it is the same in every process and for all time. (It is asked
 * for once per new definition, not per span, so a faster hash would buy nothing.)
 */
export interface DefinitionText {
  readonly id: Uint8Array;
  readonly text: Uint8Array;
  /** `service.name` of a resource; empty when it has none. */
  readonly serviceName: Uint8Array;
}

export type DefinitionKind = "resource" | "scope";

const ID_BYTES = 16;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

export function definitionText(kind: DefinitionKind, content: Uint8Array): DefinitionText {
  const texts = { name: "", version: "", schemaUrl: "" };
  let dropped = 0;
  let serviceName: Uint8Array | undefined;
  const attributes: string[] = [];
  for (const piece of piecesOf(content)) {
    switch (piece.kind) {
      case PIECE.name:
        texts.name = decoder.decode(piece.value);
        break;
      case PIECE.version:
        texts.version = decoder.decode(piece.value);
        break;
      case PIECE.schemaUrl:
        texts.schemaUrl = decoder.decode(piece.value);
        break;
      case PIECE.dropped:
        dropped = wordAt(piece.value, 0);
        break;
      default: {
        const key = decoder.decode(piece.key);
        attributes.push(`[${JSON.stringify(key)},${valueText(piece)}]`);
        if (piece.kind === PIECE.string && key === "service.name") serviceName ??= piece.value;
      }
    }
  }
  const fields = [
    ...(kind === "scope"
      ? [`"name":${JSON.stringify(texts.name)}`, `"version":${JSON.stringify(texts.version)}`]
      : []),
    `"schemaUrl":${JSON.stringify(texts.schemaUrl)}`,
    `"dropped":${dropped}`,
    `"attributes":[${attributes.join(",")}]`,
  ];
  const text = encoder.encode(`{${fields.join(",")}}`);
  const id = createHash("sha256").update(text).digest().subarray(0, ID_BYTES);
  return { id, text, serviceName: serviceName?.slice() ?? new Uint8Array() };
}

function valueText(piece: Piece): string {
  if (piece.kind === PIECE.other) return decoder.decode(piece.value);
  return formatAttributeText(valueOf(piece));
}

function valueOf({ kind, value }: Piece): AttributeValue {
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  switch (kind) {
    case PIECE.string:
      return { type: "string", value: decoder.decode(value) };
    case PIECE.bool:
      return { type: "bool", value: wordAt(value, 0) !== 0 };
    case PIECE.int:
      return { type: "int", value: view.getBigInt64(0, true) };
    default:
      assert(kind === PIECE.double, "a piece of a kind that nobody writes");
      return { type: "double", value: view.getFloat64(0, true) };
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(at, true);
}
