import { expect, it } from "vitest";
import { ByteSource } from "./byte-source.ts";
import { DICTIONARY_KEPT_TEXTS_MAX } from "./limits.ts";
import { Reservation } from "./reservation.ts";
import { TextDictionary } from "./text-dictionary.ts";

function dictionary(): TextDictionary {
  return new TextDictionary(["first", "second"], new Reservation());
}

function textOf(texts: TextDictionary, number: number): string {
  return Buffer.from(texts.bytes.buffer).toString(
    "utf8",
    texts.starts[number],
    texts.starts[number + 1],
  );
}

it("numbers the empty text 0 and the pinned ones from 1", () => {
  const texts = dictionary();
  expect(["", "first", "second"].map((text) => texts.numberOfString(text))).toEqual([0, 1, 2]);
});

it("gives equal texts one number and different texts different ones, of any length", () => {
  const texts = dictionary();
  const all = Array.from({ length: 20_000 }, (_, i) => "x".repeat(i % 40) + i.toString(36));
  const numbers = all.map((text) => texts.numberOfString(text));
  expect(new Set(numbers).size).toBe(new Set(all).size);
  expect(all.map((text) => texts.numberOfString(text))).toEqual(numbers);
  expect(numbers.map((number) => textOf(texts, number))).toEqual(all);
});

it("takes texts that differ in their last byte only for different", () => {
  const texts = dictionary();
  for (let length = 1; length < 20; length++) {
    const source = new ByteSource(Buffer.from("a".repeat(length) + "b"));
    const number = texts.numberOf(source, 0, length);
    expect(texts.matches(number, source, 0, length)).toBe(true);
    expect(texts.matches(number, source, 1, length + 1)).toBe(false);
    expect(texts.numberOf(source, 1, length + 1)).not.toBe(number);
  }
});

it("sanitises what is not UTF-8, and knows it again", () => {
  const texts = dictionary();
  const number = texts.numberOfBytes(Uint8Array.of(0x61, 0xff));
  expect(textOf(texts, number)).toBe("a\ufffd");
  expect(texts.numberOfString("a\ufffd")).toBe(number);
  expect(texts.numberOfBytes(Uint8Array.of(0x61, 0xff))).toBe(number);
});

it("writes a text as Native has it", () => {
  const texts = dictionary();
  const target = new Uint8Array(300);
  expect(texts.copyTo(texts.numberOfString("é"), target, 1)).toBe(4);
  expect([...target.subarray(0, 4)]).toEqual([0, 2, 0xc3, 0xa9]);
  expect(texts.copyTo(texts.numberOfString("x".repeat(200)), target, 0)).toBe(202);
  expect([...target.subarray(0, 3)]).toEqual([0xc8, 1, 120]);
});

it("forgets all but the pinned texts when it holds more than may be kept", () => {
  const texts = dictionary();
  texts.numberOfString("kept");
  expect(texts.trim()).toBe(false);
  const kept = texts.numberOfString("kept");
  for (let i = 0; i <= DICTIONARY_KEPT_TEXTS_MAX; i++) texts.numberOfString(`text ${i}`);
  expect(texts.numberOfString("kept")).toBe(kept);
  expect(texts.trim()).toBe(true);
  expect(texts.count).toBe(3);
  expect(texts.numberOfString("second")).toBe(2);
  expect(texts.numberOfString("text 7")).toBe(3);
});
