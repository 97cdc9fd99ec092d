import {
  checkHistogram,
  checkUnique,
  readHelp,
  readLabels,
  readNumber,
  seriesKey,
  type ReadFamily,
  type ReadSample,
} from "./exposition.ts";

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
/** Suffixes of the samples of each type. */
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: ["_total", "_created"],
  gauge: [""],
  histogram: ["_bucket", "_sum", "_count", "_created"],
  summary: ["", "_sum", "_count", "_created"],
  info: ["_info"],
  unknown: [""],
};
const EXEMPLAR_CHARS_MAX = 128;

/** Reads OpenMetrics 1.0.0 and refuses what its text says MUST NOT be. */
export function readOpenMetrics(text: string): ReadonlyMap<string, ReadFamily> {
  if (!text.endsWith("\n# EOF\n") && text !== "# EOF\n") throw new Error("does not end with # EOF");
  const families = new Map<string, ReadFamily>();
  let current: ReadFamily | undefined;
  for (const line of text.split("\n").slice(0, -2)) {
    const head = /^# (HELP|TYPE|UNIT) (\S+) (.*)$/s.exec(line);
    if (head !== null) {
      const [, kind, name, rest] = head as unknown as [string, string, string, string];
      if (current?.name !== name) {
        if (families.has(name)) throw new Error(`${name} is there twice`);
        current = { name, type: "", help: undefined, unit: undefined, samples: [] };
        families.set(name, current);
      }
      readHead(current, kind, rest, line);
      continue;
    }
    if (line.startsWith("#")) throw new Error(`no comments but HELP, TYPE, UNIT: ${line}`);
    if (current === undefined || current.type === "") throw new Error(`no family for: ${line}`);
    readSample(line, current);
  }
  for (const family of families.values()) {
    checkUnique(family);
    checkGrouped(family);
    if (family.type === "histogram") checkHistogram(family);
  }
  checkClashes(families);
  return families;
}

function readHead(family: ReadFamily, kind: string, rest: string, line: string): void {
  if (family.samples.length > 0) throw new Error(`after samples: ${line}`);
  if (kind === "HELP") {
    if (family.help !== undefined) throw new Error(`twice: ${line}`);
    family.help = readHelp(rest, true);
  } else if (kind === "TYPE") {
    if (family.type !== "" || SUFFIXES[rest] === undefined) throw new Error(`wrong type: ${line}`);
    family.type = rest;
    if (rest === "counter" && family.name.endsWith("_total")) throw new Error(`_total: ${line}`);
  } else {
    if (!family.name.endsWith(`_${rest}`)) throw new Error(`not the end of the name: ${line}`);
    family.unit = rest;
  }
}

function readSample(line: string, family: ReadFamily): void {
  const name = NAME.exec(line)?.[0];
  if (name === undefined) throw new Error(`no name: ${line}`);
  if (!SUFFIXES[family.type]!.some((suffix) => name === family.name + suffix)) {
    throw new Error(`not of ${family.name}: ${line}`);
  }
  const { labels, end } =
    line[name.length] === "{" ? readLabels(line, name.length) : { labels: {}, end: name.length };
  const rest = /^ (\S+)(?: # (\{.*))?$/s.exec(line.slice(end));
  if (rest === null) throw new Error(`no value at the end: ${line}`);
  const value = readNumber(rest[1]!, line);
  if (family.type === "counter" && !(value >= 0)) throw new Error(`a counter below 0: ${line}`);
  const { le } = labels;
  if (le !== undefined && !/[.e]|Inf/.test(le)) throw new Error(`le without a point: ${line}`);
  const exemplar = rest[2] === undefined ? undefined : readExemplar(rest[2], line);
  if (exemplar !== undefined && !/_(total|bucket)$/.test(name)) {
    throw new Error(`no place for an exemplar: ${line}`);
  }
  if (exemplar !== undefined && le !== undefined && exemplar.value > readNumber(le, line)) {
    throw new Error(`an exemplar that is not in its bucket: ${line}`);
  }
  family.samples.push({ name, labels, value, ...(exemplar === undefined ? {} : { exemplar }) });
}

function readExemplar(text: string, line: string): NonNullable<ReadSample["exemplar"]> {
  const { labels, end } = readLabels(text, 0);
  const rest = /^ (\S+)(?: (\S+))?$/.exec(text.slice(end));
  if (rest === null) throw new Error(`no value of an exemplar: ${line}`);
  const chars = Object.entries(labels).reduce(
    (sum, [name, value]) => sum + Array.from(name + value).length,
    0,
  );
  if (chars > EXEMPLAR_CHARS_MAX) throw new Error(`an exemplar of ${chars} characters: ${line}`);
  return {
    labels,
    value: readNumber(rest[1]!, line),
    timestampSeconds: rest[2] === undefined ? undefined : readNumber(rest[2], line),
  };
}

/** Samples of one set of labels follow each other. */
function checkGrouped({ name, samples }: ReadFamily): void {
  const over = new Set<string>();
  let current = "";
  for (const { labels } of samples) {
    const key = seriesKey(labels);
    if (key === current) continue;
    if (over.has(key)) throw new Error(`samples of ${name}${key} are apart`);
    over.add(current);
    current = key;
  }
}

/** A family must not be called like a sample of another one. */
function checkClashes(families: ReadonlyMap<string, ReadFamily>): void {
  for (const { name, type } of families.values()) {
    for (const suffix of SUFFIXES[type]!) {
      if (suffix !== "" && families.has(name + suffix)) throw new Error(`${name}${suffix} clashes`);
    }
  }
}
