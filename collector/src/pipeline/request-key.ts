import { hash, randomBytes } from "node:crypto";

/** Every request in a spool file has a key: 16 bytes, of which the first two bits say what kind it is. */
export const REQUEST_KEY_BYTES = 16;

/**
 *   0…   body        the rest is a hash of the body (`requestHash`)
 *   10…  delivery    8 bytes of the hash of the sender, 8 of the token
 *   11…  nameless    of a request that is never the same as another
 *
 * A nameless request has a key because the insert token of its file is made from keys: two files must never
 * have the same by chance.
 */
const KIND_BITS = 0xc0;
const KIND = { delivery: 0x80, nameless: 0xc0 } as const;
const BODY_BIT_MASK = 0x7f;

/** Bytes of a delivery's key that say who sent it; the others are the token. */
export const SENDER_KEY_BYTES = 8;

/** Marks the hash of a body as one. */
export function bodyKey(hashed: Uint8Array): Uint8Array {
  hashed[0]! &= BODY_BIT_MASK;
  return hashed;
}

/** Sender and token are hashed, so that they may be any text and nobody learns them from a file. */
export function deliveryKey(sender: string, token: string): Uint8Array {
  const key = new Uint8Array(REQUEST_KEY_BYTES);
  key.set(hash("sha256", sender, "buffer").subarray(0, SENDER_KEY_BYTES));
  key.set(hash("sha256", token, "buffer").subarray(0, SENDER_KEY_BYTES), SENDER_KEY_BYTES);
  return withKind(key, KIND.delivery);
}

/** Keys for requests without an identity: random for each process, then counted. */
export class NamelessKeys {
  readonly #key = Buffer.from(withKind(randomBytes(REQUEST_KEY_BYTES), KIND.nameless));
  #count = 0;

  next(): Uint8Array {
    const key = Buffer.from(this.#key);
    key.writeUIntBE(this.#count++, REQUEST_KEY_BYTES - 6, 6);
    return key;
  }
}

export function isDeliveryKey(key: Uint8Array): boolean {
  return (key[0]! & KIND_BITS) === KIND.delivery;
}

/** Of keys in a row, those that a request may come again with. */
export function rememberedKeys(keys: Uint8Array): Uint8Array {
  const remembered: Uint8Array[] = [];
  for (let at = 0; at + REQUEST_KEY_BYTES <= keys.length; at += REQUEST_KEY_BYTES) {
    if ((keys[at]! & KIND_BITS) === KIND.nameless) continue;
    remembered.push(keys.subarray(at, at + REQUEST_KEY_BYTES));
  }
  return remembered.length * REQUEST_KEY_BYTES === keys.length ? keys : Buffer.concat(remembered);
}

function withKind(key: Uint8Array, kind: number): Uint8Array {
  key[0] = (key[0]! & ~KIND_BITS) | kind;
  return key;
}
