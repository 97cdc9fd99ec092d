import { ByteSource } from "./byte-source.ts";
import { DefinitionContent } from "./definition-content.ts";
import { definitionText, type DefinitionKind, type DefinitionText } from "./definition-text.ts";
import {
  DEFINITION_CHAIN_MAX,
  DEFINITIONS_KEPT_BYTES_MAX,
  DEFINITIONS_KEPT_MAX,
} from "./limits.ts";
import type { Reservation } from "./reservation.ts";

/** About what the objects of one definition hold beside its bytes. */
const OBJECT_BYTES = 512;

/**
 * A resource or scope: who it is, and what the block being built knows of it. A class and not an object
 * literal: V8 gives spread literals many hidden classes, and every span reads these fields.
 */
export class Definition {
  readonly id: Uint8Array;
  readonly text: Uint8Array;
  readonly serviceName: Uint8Array;
  /** What came in, for recognising it. */
  readonly content: ByteSource;
  /** Another definition whose content has the same hash. */
  readonly next: Definition | undefined;
  /** Which use of the block `ordinal` and `firstRow` belong to. */
  blockUse = 0;
  /** Position among the definitions of the block. */
  ordinal = 0;
  /** The row that carries the text, or -1 while none does. */
  firstRow = -1;

  constructor(
    { id, text, serviceName }: DefinitionText,
    content: Uint8Array,
    next: Definition | undefined,
  ) {
    this.id = id;
    this.text = text;
    this.serviceName = serviceName;
    this.content = new ByteSource(content);
    this.next = next;
  }
}

/**
 * The resources, or the scopes, of a block. Definitions are remembered over blocks: one that comes again
 * costs a copy and a comparison of its bytes, and no text or id is made.
 */
export class Definitions {
  readonly content: DefinitionContent;
  /** Those of this block, by ordinal. */
  readonly inBlock: Definition[] = [];
  readonly #kind: DefinitionKind;
  readonly #reservation: Reservation;
  readonly #known = new Map<number, Definition>();
  #knownCount = 0;
  #knownBytes = 0;
  #blockUse = 1;

  constructor(kind: DefinitionKind, reservation: Reservation) {
    this.#kind = kind;
    this.#reservation = reservation;
    this.content = new DefinitionContent(reservation);
  }

  /** The definition with the content that was collected, as part of this block. */
  close(): Definition {
    const definition = this.#find();
    if (definition.blockUse !== this.#blockUse) {
      definition.blockUse = this.#blockUse;
      definition.ordinal = this.inBlock.length;
      definition.firstRow = -1;
      this.inBlock.push(definition);
    }
    return definition;
  }

  /** Takes back what came after there were `count` definitions and `rows` rows. */
  rollback(count: number, rows: number): void {
    for (const definition of this.inBlock.splice(count)) definition.blockUse = 0;
    for (const definition of this.inBlock) {
      if (definition.firstRow >= rows) definition.firstRow = -1;
    }
  }

  reset(): void {
    this.inBlock.length = 0;
    this.#blockUse++;
    if (this.#knownCount > DEFINITIONS_KEPT_MAX || this.#knownBytes > DEFINITIONS_KEPT_BYTES_MAX) {
      this.#known.clear();
      this.#reservation.give(this.#knownBytes);
      this.#knownCount = 0;
      this.#knownBytes = 0;
    }
  }

  #find(): Definition {
    const hash = this.content.hash();
    const first = this.#known.get(hash);
    let chain = 0;
    for (let known = first; known !== undefined; known = known.next) {
      if (this.content.equals(known.content)) return known;
      chain++;
    }
    const content = this.content.bytes.slice(0, this.content.end);
    const definition = new Definition(
      definitionText(this.#kind, content),
      content,
      chain < DEFINITION_CHAIN_MAX ? first : undefined,
    );
    const bytes = content.length + definition.text.length + OBJECT_BYTES;
    this.#reservation.take(bytes);
    this.#known.set(hash, definition);
    this.#knownCount++;
    this.#knownBytes += bytes;
    return definition;
  }
}
