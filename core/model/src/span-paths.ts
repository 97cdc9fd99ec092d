/** What a span is called, as far as paths are concerned. */
export interface PathStep {
  readonly service: string;
  readonly operation: string;
  /** OTLP `SpanKind`. */
  readonly kind: number;
}

/** Rows of a trace, a parent before its children; see trace-page.ts. */
export interface PathRows {
  /** -1 at the top. */
  readonly parentRow: ArrayLike<number>;
  /** Index into `services`. */
  readonly service: ArrayLike<number>;
  /** Index into `operations`. */
  readonly operation: ArrayLike<number>;
  readonly kind: ArrayLike<number>;
  readonly services: readonly string[];
  readonly operations: readonly string[];
}

/** The path of rows that are not counted, because there were too many paths. */
export const NO_PATH = -2;

/** More steps of different names than a number may hold: what the key of a path is made with. */
const STEPS_MAX = 2 ** 26;

/**
 * The paths of spans: how a span was reached from the top of its trace, as the names on the way. Spans that are
 * reached in the same way share a path, in one trace and in all that are added, so that traces can be compared
 * and summed up. Paths are numbered as they are found, and a path comes after the one it continues.
 *
 *   GET /cart             0           path  parent  step
 *     SELECT item         1            0     -1     web GET /cart
 *     SELECT item         1            1      0     db SELECT item
 *     render              2            2      0     web render
 */
export class SpanPaths {
  /** By path: the path that it continues, or -1. */
  readonly parent: number[] = [];
  /** By path: its last step. */
  readonly step: PathStep[] = [];
  readonly #pathsMax: number;
  readonly #stepNumbers = new Map<string, number>();
  readonly #pathNumbers = new Map<number, number>();

  /** Further paths than `pathsMax` are NO_PATH. */
  constructor(pathsMax = Infinity) {
    this.#pathsMax = pathsMax;
  }

  get count(): number {
    return this.parent.length;
  }

  /** The path that continues another one (or begins, below -1) with a step. */
  pathOf(parent: number, step: PathStep): number {
    return this.#continue(parent, this.#stepNumber(step), step);
  }

  /** Row to path. Spans are followed in one pass, however deep they are. */
  addRows(rows: PathRows, rowCount: number): Int32Array {
    const { parentRow, service, operation, kind, services, operations } = rows;
    const pathOf = new Int32Array(rowCount);
    // The names of a row are looked up as texts once per combination, not once per row.
    const known = new Map<number, readonly [number, PathStep]>();
    for (let row = 0; row < rowCount; row++) {
      const name = service[row]! * operations.length + operation[row]!;
      const key = name * 256 + kind[row]!;
      let named = known.get(key);
      if (named === undefined) {
        const step: PathStep = {
          service: services[service[row]!] ?? "",
          operation: operations[operation[row]!] ?? "",
          kind: kind[row]!,
        };
        known.set(key, (named = [this.#stepNumber(step), step]));
      }
      const parent = parentRow[row]! < 0 ? -1 : pathOf[parentRow[row]!]!;
      pathOf[row] = this.#continue(parent, ...named);
    }
    return pathOf;
  }

  #stepNumber({ service, operation, kind }: PathStep): number {
    const text = JSON.stringify([service, operation, kind]);
    const known = this.#stepNumbers.get(text);
    if (known !== undefined) return known;
    this.#stepNumbers.set(text, this.#stepNumbers.size);
    return this.#stepNumbers.size - 1;
  }

  #continue(parent: number, stepNumber: number, step: PathStep): number {
    if (parent === NO_PATH) return NO_PATH;
    const key = (parent + 1) * STEPS_MAX + stepNumber;
    const known = this.#pathNumbers.get(key);
    if (known !== undefined) return known;
    if (this.parent.length >= this.#pathsMax) return NO_PATH;
    this.#pathNumbers.set(key, this.parent.length);
    this.parent.push(parent);
    this.step.push(step);
    return this.parent.length - 1;
  }
}
