import { expect, it } from "vitest";
import { ByteTextCache, CACHED_TEXT_BYTES_MAX, CACHED_TEXTS_MAX } from "./byte-text-cache.ts";

const encoder = new TextEncoder();

function read(cache: ByteTextCache, text: string): string {
  const bytes = encoder.encode(`<${text}>`);
  return cache.read(bytes, 1, bytes.length - 1);
}

it("reads every text as it is, again and again, also when they share slots", () => {
  const cache = new ByteTextCache();
  const texts = Array.from({ length: CACHED_TEXTS_MAX * 3 }, (_, at) => `key.${at}`);
  for (const text of [...texts, ...texts]) expect(read(cache, text)).toBe(text);
});

it("reads empty, long and other than ASCII texts, and keeps a byte order mark", () => {
  const cache = new ByteTextCache();
  const texts = ["", "x".repeat(CACHED_TEXT_BYTES_MAX + 1), "grün 🐙", "\uFEFFa"];
  for (const text of [...texts, ...texts]) expect(read(cache, text)).toBe(text);
});

it("puts U+FFFD where bytes are not UTF-8", () => {
  expect(new ByteTextCache().read(Uint8Array.of(97, 0xff, 98), 0, 3)).toBe("a\uFFFDb");
});
