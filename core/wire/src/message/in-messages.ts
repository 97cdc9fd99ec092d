import { ANSWER_MESSAGE_BYTES_SOFT_MAX } from "../limits.ts";

/**
 * Items in messages of at most `itemsMax` each. A message beyond ANSWER_MESSAGE_BYTES_SOFT_MAX is halved, as long
 * as it has more than one item.
 */
export function* inMessages<Item>(
  items: readonly Item[],
  itemsMax: number,
  encode: (some: readonly Item[]) => Uint8Array,
): Generator<Uint8Array, void, undefined> {
  let from = 0;
  let count = itemsMax;
  while (from < items.length) {
    const some = items.slice(from, from + count);
    const message = encode(some);
    if (message.length > ANSWER_MESSAGE_BYTES_SOFT_MAX && some.length > 1) {
      count = Math.ceil(some.length / 2);
      continue;
    }
    yield message;
    from += some.length;
    count = itemsMax;
  }
}
