/** Red, green, blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

export interface MinimapOptions {
  /** Where each span is drawn. */
  readonly startUs: ArrayLike<number>;
  readonly endUs: ArrayLike<number>;
  readonly durationUs: number;
  /** By row: which of `colours`. */
  readonly colourOf: ArrayLike<number>;
  readonly colours: readonly Rgb[];
  readonly width: number;
  readonly height: number;
}

/**
 * A picture of a whole trace as RGBA bytes: time from left to right, rows from top to bottom. Many rows
 * share a line of pixels in a long trace; a pixel then has the mean colour of the spans that cover it and
 * is the denser the more there are. The work is proportional to the spans plus the pixels, however long
 * the spans are: each span adds its colour where it starts and takes it away where it ends, and one pass
 * over the line sums up.
 */
export function minimapPixels(options: MinimapOptions): Uint8ClampedArray<ArrayBuffer> {
  const { width, height } = options;
  const pixels = new Uint8ClampedArray(width * height * 4);
  const rowCount = options.startUs.length;
  const lines = Math.min(rowCount, height);
  const line = new LineSums(width);
  for (let index = 0; index < lines; index++) {
    line.clear();
    const lastRow = Math.ceil(((index + 1) * rowCount) / lines);
    for (let row = Math.ceil((index * rowCount) / lines); row < lastRow; row++) {
      addSpan(line, row, options);
    }
    const top = lineTop(index, lines, height);
    const bottom = Math.max(
      top + 1,
      lineTop(index + 1, lines, height) - (lines * 3 <= height ? 1 : 0),
    );
    for (let y = top; y < bottom; y++) line.write(pixels, y);
  }
  return pixels;
}

/** Few rows are not stretched over the whole height: a line is at most 5 pixels high. */
function lineTop(index: number, lines: number, height: number): number {
  return Math.floor(index * Math.min(height / lines, 5));
}

function addSpan(line: LineSums, row: number, options: MinimapOptions): void {
  const { startUs, endUs, durationUs, width } = options;
  const scale = durationUs > 0 ? width / durationUs : 0;
  const from = Math.min(width - 1, Math.floor(startUs[row]! * scale));
  const end = Math.ceil(endUs[row]! * scale);
  const to = Math.min(width, Math.max(from + 1, end));
  line.add(from, to, options.colours[options.colourOf[row]!] ?? [128, 128, 128]);
}

/** Sums of colours along one line of pixels, kept as differences between neighbours. */
class LineSums {
  readonly #sums: Float64Array;
  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
    this.#sums = new Float64Array((width + 1) * 4);
  }

  clear(): void {
    this.#sums.fill(0);
  }

  add(from: number, to: number, [red, green, blue]: Rgb): void {
    this.#change(from, 1, red, green, blue);
    this.#change(to, -1, red, green, blue);
  }

  #change(x: number, sign: number, red: number, green: number, blue: number): void {
    const at = x * 4;
    this.#sums[at]! += sign * red;
    this.#sums[at + 1]! += sign * green;
    this.#sums[at + 2]! += sign * blue;
    this.#sums[at + 3]! += sign;
  }

  write(pixels: Uint8ClampedArray, y: number): void {
    let red = 0;
    let green = 0;
    let blue = 0;
    let count = 0;
    for (let x = 0; x < this.#width; x++) {
      red += this.#sums[x * 4]!;
      green += this.#sums[x * 4 + 1]!;
      blue += this.#sums[x * 4 + 2]!;
      count += this.#sums[x * 4 + 3]!;
      if (count <= 0) continue;
      const at = (y * this.#width + x) * 4;
      pixels[at] = red / count;
      pixels[at + 1] = green / count;
      pixels[at + 2] = blue / count;
      pixels[at + 3] = Math.min(255, 170 + count * 45);
    }
  }
}
