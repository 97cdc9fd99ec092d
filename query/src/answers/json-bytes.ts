/** Bytes that any number takes as JSON, with a comma. */
const NUMBER_BYTES_MAX = 32;

const COMMA = 0x2c;
const DOT = 0x2e;
const ZERO = 0x30;
const NULL = [0x6e, 0x75, 0x6c, 0x6c] as const;

/**
 * JSON as bytes, for answers of hundreds of thousands of numbers: as objects and as one text they would take several
 * times as long, and be garbage a moment later. What it writes, `JSON.parse` reads as the same numbers.
 */
export class JsonBytes {
  #bytes: Buffer;
  #at = 0;

  constructor(bytesExpected: number) {
    this.#bytes = Buffer.allocUnsafe(Math.max(bytesExpected, 1_024));
  }

  /** JSON that is there already. */
  json(text: string): void {
    this.#reserve(text.length * 3);
    this.#at += this.#bytes.write(text, this.#at);
  }

  value(value: unknown): void {
    this.json(JSON.stringify(value));
  }

  /** An array of the numbers. */
  numbers(values: Float64Array): void {
    this.#array(values, writeNumber);
  }

  /** An array of nanoseconds in microseconds, to the nanosecond; null for NaN. */
  micros(valuesNano: Float64Array): void {
    this.#array(valuesNano, writeMicros);
  }

  finish(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  #array(values: Float64Array, write: WriteNumber): void {
    this.#reserve(values.length * NUMBER_BYTES_MAX + 2);
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at++] = 0x5b;
    for (let index = 0; index < values.length; index++) {
      if (index > 0) bytes[at++] = COMMA;
      at = write(bytes, at, values[index]!);
    }
    bytes[at++] = 0x5d;
    this.#at = at;
  }

  #reserve(length: number): void {
    const needed = this.#at + length;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

/** Writes where there is room for it; answers the place behind it. */
type WriteNumber = (bytes: Buffer, at: number, value: number) => number;

function writeNumber(bytes: Buffer, at: number, value: number): number {
  const whole = value | 0;
  if (whole === value && whole >= 0) return writeDigits(bytes, at, whole);
  return at + bytes.write(JSON.stringify(value), at, "latin1");
}

function writeMicros(bytes: Buffer, at: number, nano: number): number {
  if (Number.isNaN(nano)) {
    for (const byte of NULL) bytes[at++] = byte;
    return at;
  }
  const whole = Math.round(nano);
  const micros = Math.floor(whole / 1_000);
  if (micros < 0 || micros > INT32_MAX) return writeNumber(bytes, at, whole / 1_000);
  const end = writeDigits(bytes, at, micros | 0);
  const rest = (whole - micros * 1_000) | 0;
  return rest === 0 ? end : writeDecimals(bytes, end, rest);
}

const INT32_MAX = 2 ** 31 - 1;

/** Of a whole number from 0 to INT32_MAX. */
function writeDigits(bytes: Buffer, at: number, value: number): number {
  if (value < 10) {
    bytes[at] = ZERO + value;
    return at + 1;
  }
  let end = at;
  for (let left = value; left > 0; left = (left / 10) | 0) end++;
  let left = value;
  for (let place = end - 1; place >= at; place--) {
    const tenth = (left / 10) | 0;
    bytes[place] = ZERO + left - tenth * 10;
    left = tenth;
  }
  return end;
}

/** Of thousandths, 1 to 999, without zeros at the end. */
function writeDecimals(bytes: Buffer, at: number, thousandths: number): number {
  const second = ((thousandths / 10) | 0) % 10;
  const third = thousandths % 10;
  bytes[at++] = DOT;
  bytes[at++] = ZERO + ((thousandths / 100) | 0);
  if (second > 0 || third > 0) bytes[at++] = ZERO + second;
  if (third > 0) bytes[at++] = ZERO + third;
  return at;
}
