import type { DictionaryKeys } from "./low-cardinality.ts";
import type { TextDictionary } from "./text-dictionary.ts";

/** Numbers of the dictionary's texts, for LowCardinality(String). */
export function textKeys(texts: TextDictionary): DictionaryKeys {
  return {
    get count() {
      return texts.count;
    },
    write(numbers, count) {
      let length = 0;
      for (let i = 0; i < count; i++) length += texts.lengthOf(numbers[i]!) + 5;
      const bytes = new Uint8Array(length);
      let to = 0;
      for (let i = 0; i < count; i++) to = texts.copyTo(numbers[i]!, bytes, to);
      return bytes.subarray(0, to);
    },
  };
}

/** Numbers of 16-byte ids, for LowCardinality(FixedString(16)). */
export function idKeys(ids: readonly { readonly id: Uint8Array }[]): DictionaryKeys {
  return {
    count: ids.length,
    write(numbers, count) {
      const bytes = new Uint8Array(count * 16);
      for (let i = 0; i < count; i++) bytes.set(ids[numbers[i]!]!.id, i * 16);
      return bytes;
    },
  };
}
