import { crc32 } from "node:zlib";

import { readSmallFile, writeDurably } from "./durable-file.ts";
import { isDeliveryKey, REQUEST_KEY_BYTES, SENDER_KEY_BYTES } from "./request-key.ts";
import type { SpoolDisk } from "./spool-disk.ts";
import { SPOOL_FOLDER } from "./spool-file.ts";

/**
 * The last delivery of each sender, without a time limit. A sender sends its deliveries one after the other,
 * each until it has an answer, so no other one can come again: except copies that were long on their way,
 * which the request window knows.
 *
 * What is remembered lies in the spool files and manifests of the deliveries, and before a manifest is deleted
 * all of it is written to one file:
 *
 *   spool/senders    "senders1", then per sender: 8 bytes of key, 8 of the token's, 8 the sequence of the spool
 *                    file it came in (little-endian); at the end the crc-32 of all before
 *
 * Of two deliveries of one sender the one in the later file counts, however a start comes to know of them.
 */
export class DeliveryMemory {
  readonly #sendersMax: number;
  readonly #onForgotten: () => void;
  /** By sender as Latin-1 text, the longest unseen first. */
  readonly #last = new Map<string, LastDelivery>();
  #lastSequence = 0;
  /** The file does not say what this does. */
  #isChanged = false;

  constructor(options: { sendersMax: number; onForgotten: () => void }) {
    this.#sendersMax = options.sendersMax;
    this.#onForgotten = options.onForgotten;
  }

  get size(): number {
    return this.#last.size;
  }

  /** The largest sequence that anything here came with. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** True when it is the key of the last delivery of its sender. */
  isLast(key: Uint8Array): boolean {
    return isDeliveryKey(key) && this.#last.get(senderOf(key))?.token === tokenOf(key);
  }

  /** Deliveries among these keys, 16 bytes each, became durable in the spool file with this sequence. */
  note(keys: Uint8Array, sequence: number): void {
    for (let at = 0; at + REQUEST_KEY_BYTES <= keys.length; at += REQUEST_KEY_BYTES) {
      const key = keys.subarray(at, at + REQUEST_KEY_BYTES);
      if (!isDeliveryKey(key)) continue;
      this.#put(senderOf(key), { token: tokenOf(key), sequence });
      this.#isChanged = true;
    }
  }

  /** Makes durable what it knows. Rejects when the disk does. */
  async save(disk: SpoolDisk): Promise<void> {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    try {
      await writeDurably(disk, SENDERS_NAME, this.#encode());
    } catch (error) {
      this.#isChanged = true;
      throw error;
    }
  }

  /** Reads the file, if there is one; false when it is damaged. Rejects when the disk does. */
  async load(disk: SpoolDisk): Promise<boolean> {
    const files = await disk.list(SPOOL_FOLDER);
    if (!files.some((file) => file.name === SENDERS_NAME)) return true;
    const content = await readSmallFile(disk, SENDERS_NAME, fileBytes(this.#sendersMax));
    const entries = content === undefined ? undefined : decode(content);
    for (const [sender, last] of entries ?? []) this.#put(sender, last);
    return entries !== undefined;
  }

  #put(sender: string, last: LastDelivery): void {
    this.#lastSequence = Math.max(this.#lastSequence, last.sequence);
    const known = this.#last.get(sender);
    if (known !== undefined && known.sequence > last.sequence) return;
    this.#last.delete(sender);
    this.#last.set(sender, last);
    if (this.#last.size <= this.#sendersMax) return;
    const [longestUnseen] = this.#last.keys();
    this.#last.delete(longestUnseen!);
    this.#onForgotten();
  }

  #encode(): Buffer {
    const content = Buffer.alloc(fileBytes(this.#last.size));
    content.write(HEAD, "latin1");
    let at = HEAD.length;
    for (const [sender, { token, sequence }] of this.#last) {
      content.write(sender, at, "latin1");
      content.write(token, at + SENDER_KEY_BYTES, "latin1");
      content.writeBigUInt64LE(BigInt(sequence), at + REQUEST_KEY_BYTES);
      at += ENTRY_BYTES;
    }
    content.writeUInt32LE(crc32(content.subarray(0, at)), at);
    return content;
  }
}

interface LastDelivery {
  /** Of the key, as Latin-1 text. */
  readonly token: string;
  readonly sequence: number;
}

export const SENDERS_NAME = `${SPOOL_FOLDER}/senders`;
const HEAD = "senders1";
const ENTRY_BYTES = REQUEST_KEY_BYTES + 8;
const CRC_BYTES = 4;

function fileBytes(senders: number): number {
  return HEAD.length + senders * ENTRY_BYTES + CRC_BYTES;
}

/** Undefined when it is damaged. */
function decode(content: Buffer): readonly (readonly [string, LastDelivery])[] | undefined {
  const end = content.length - CRC_BYTES;
  const isRightSize = end >= HEAD.length && (end - HEAD.length) % ENTRY_BYTES === 0;
  if (!isRightSize || content.readUInt32LE(end) !== crc32(content.subarray(0, end))) return;
  if (content.toString("latin1", 0, HEAD.length) !== HEAD) return undefined;
  const entries: (readonly [string, LastDelivery])[] = [];
  for (let at = HEAD.length; at < end; at += ENTRY_BYTES) {
    const key = content.subarray(at, at + REQUEST_KEY_BYTES);
    const sequence = Number(content.readBigUInt64LE(at + REQUEST_KEY_BYTES));
    entries.push([senderOf(key), { token: tokenOf(key), sequence }]);
  }
  return entries;
}

function senderOf(key: Uint8Array): string {
  return latin1(key.subarray(0, SENDER_KEY_BYTES));
}

function tokenOf(key: Uint8Array): string {
  return latin1(key.subarray(SENDER_KEY_BYTES));
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
