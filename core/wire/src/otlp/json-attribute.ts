import type { SpanAppender } from "@spanhouse/model";
import type { JsonCursor } from "../json/json-cursor.ts";
import { JsonKeys } from "../json/json-keys.ts";
import { VALUE, type JsonValueReader } from "./json-value.ts";

const KEYS = new JsonKeys(["key", "value"]);
const KEY = 0;

/** Decodes `{"key": "…", "value": {…}}` and hands it to the appender as an attribute of what is open. */
export class JsonAttributeDecoder {
  readonly #cursor: JsonCursor;
  readonly #value: JsonValueReader;
  #appender: SpanAppender;
  #keyStart = 0;
  #keyEnd = 0;
  #keyEscaped = false;

  constructor(cursor: JsonCursor, value: JsonValueReader, appender: SpanAppender) {
    this.#cursor = cursor;
    this.#value = value;
    this.#appender = appender;
  }

  use(appender: SpanAppender): void {
    this.#appender = appender;
  }

  /** All attributes of an array. */
  decodeAll(): void {
    const cursor = this.#cursor;
    if (cursor.enterArray("attributes")) {
      do this.decode();
      while (cursor.more());
    }
  }

  /** Nothing is appended when the attribute is refused (JsonRefusal) or is not OTLP (JsonTypeError). */
  decode(): void {
    const cursor = this.#cursor;
    this.#clearKey();
    this.#value.clear();
    if (cursor.enterObject("an attribute")) {
      do {
        const member = cursor.key(KEYS);
        if (member < 0) cursor.skipValue();
        else if (member !== KEY) this.#value.read();
        else if (cursor.skipNull()) this.#clearKey();
        else {
          cursor.readString("key");
          this.#keyStart = cursor.start;
          this.#keyEnd = cursor.end;
          this.#keyEscaped = cursor.escaped;
        }
      } while (cursor.more());
    }
    const value = this.#value;
    if (this.#keyEscaped || (value.kind === VALUE.string && value.escaped)) this.#appendUnescaped();
    else this.#append(this.#keyStart, this.#keyEnd, value.start, value.end);
  }

  #clearKey(): void {
    this.#keyStart = 0;
    this.#keyEnd = 0;
    this.#keyEscaped = false;
  }

  /** Key and text go to the scratch buffer, one after the other. */
  #appendUnescaped(): void {
    const cursor = this.#cursor;
    const value = this.#value;
    const keyEnd = cursor.unescape(this.#keyStart, this.#keyEnd, 0);
    const end =
      value.kind === VALUE.string ? cursor.unescape(value.start, value.end, keyEnd) : keyEnd;
    this.#appender.useSource(cursor.scratch);
    this.#append(0, keyEnd, keyEnd, end);
    this.#appender.useSource(cursor.bytes);
  }

  #append(keyStart: number, keyEnd: number, start: number, end: number): void {
    const appender = this.#appender;
    const value = this.#value;
    switch (value.kind) {
      case VALUE.string:
        appender.attributeString(keyStart, keyEnd, start, end);
        return;
      case VALUE.bool:
        appender.attributeBool(keyStart, keyEnd, value.bool);
        return;
      case VALUE.int:
        appender.attributeInt(keyStart, keyEnd, value.low, value.high);
        return;
      case VALUE.double:
        appender.attributeDouble(keyStart, keyEnd, value.low, value.high);
        return;
      case VALUE.other:
        appender.attributeOther(keyStart, keyEnd, value.text);
        return;
    }
  }
}
