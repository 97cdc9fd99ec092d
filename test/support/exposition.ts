/** What strict readers of metrics make of an answer; both throw at the first thing the format forbids. */

export interface ReadSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly exemplar?: {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
    readonly timestampSeconds: number | undefined;
  };
}

export interface ReadFamily {
  readonly name: string;
  type: string;
  help: string | undefined;
  unit: string | undefined;
  readonly samples: ReadSample[];
}

/** Reads `{a="b",c="d"}` at `from`; answers what is in it and where it ends. */
export function readLabels(
  line: string,
  from: number,
): { readonly labels: Record<string, string>; readonly end: number } {
  const labels: Record<string, string> = {};
  let at = from + 1;
  while (line[at] !== "}") {
    const name = /^[a-zA-Z_][a-zA-Z0-9_]*(?==")/.exec(line.slice(at))?.[0];
    if (name === undefined) throw new Error(`no label at ${at}: ${line}`);
    if (name in labels) throw new Error(`label ${name} twice: ${line}`);
    at += name.length + 2;
    let value = "";
    while (line[at] !== '"') {
      const char = line[at];
      if (char === undefined) throw new Error(`a label does not end: ${line}`);
      if (char === "\\") {
        const escape = { "\\": "\\", n: "\n", '"': '"' }[line[at + 1] ?? ""];
        if (escape === undefined) throw new Error(`unknown escape: ${line}`);
        value += escape;
        at += 2;
      } else {
        value += char;
        at++;
      }
    }
    labels[name] = value;
    at++;
    if (line[at] === ",") at++;
    else if (line[at] !== "}") throw new Error(`no comma at ${at}: ${line}`);
  }
  return { labels, end: at + 1 };
}

/** A number as both formats write it. */
export function readNumber(text: string, line: string): number {
  if (text === "+Inf") return Infinity;
  if (text === "-Inf") return -Infinity;
  if (text === "NaN") return NaN;
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new Error(`no number: ${line}`);
  return Number(text);
}

/** Text of HELP with its escapes resolved; `"` is escaped in OpenMetrics and only there. */
export function readHelp(text: string, escapesQuotes: boolean): string {
  let help = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (escapesQuotes && char === '"') throw new Error(`a bare quote in: ${text}`);
    if (char !== "\\") {
      help += char;
      continue;
    }
    at++;
    const next = text[at];
    if (next === "n") help += "\n";
    else if (next === "\\" || (escapesQuotes && next === '"')) help += next;
    else throw new Error(`unknown escape in: ${text}`);
  }
  return help;
}

/** The labels without those that tell the samples of one series apart. */
export function seriesKey(labels: Readonly<Record<string, string>>): string {
  const own = Object.entries(labels).filter(([name]) => name !== "le" && name !== "quantile");
  return JSON.stringify(own.sort());
}

/**
 * What a histogram has to be, per series: buckets by rising bound with rising integers, `+Inf` last and
 * equal to the count, one sum.
 */
export function checkHistogram({ name, samples }: ReadFamily): void {
  const series = new Map<string, ReadSample[]>();
  for (const sample of samples) {
    const key = seriesKey(sample.labels);
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const [key, own] of series) {
    const buckets = own.filter((sample) => sample.name === `${name}_bucket`);
    const bounds = buckets.map((sample) => readNumber(sample.labels["le"] ?? "", key));
    const counts = buckets.map((sample) => sample.value);
    const isRising = (values: readonly number[], strictly: boolean): boolean =>
      values.every(
        (value, i) => i === 0 || value > values[i - 1]! || (!strictly && value === values[i - 1]),
      );
    if (!isRising(bounds, true)) throw new Error(`bounds of ${name}${key} do not rise`);
    if (!isRising(counts, false)) throw new Error(`buckets of ${name}${key} do not rise`);
    if (!counts.every(Number.isInteger))
      throw new Error(`buckets of ${name}${key} are no integers`);
    if (bounds.at(-1) !== Infinity) throw new Error(`${name}${key} has no bucket for all`);
    const count = own.filter((sample) => sample.name === `${name}_count`);
    const sum = own.filter((sample) => sample.name === `${name}_sum`);
    if (count.length !== 1 || sum.length !== 1)
      throw new Error(`${name}${key} has no count or sum`);
    if (count[0]!.value !== counts.at(-1))
      throw new Error(`count of ${name}${key} is not its last bucket`);
  }
}

/** No two samples of a family have the same name and labels. */
export function checkUnique({ samples }: ReadFamily): void {
  const seen = new Set<string>();
  for (const { name, labels } of samples) {
    const key = name + JSON.stringify(Object.entries(labels).sort());
    if (seen.has(key)) throw new Error(`twice: ${key}`);
    seen.add(key);
  }
}
