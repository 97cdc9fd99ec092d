import {
  checkHistogram,
  checkUnique,
  readHelp,
  readLabels,
  readNumber,
  type ReadFamily,
} from "./exposition.ts";

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const TYPES = new Set(["counter", "gauge", "histogram", "summary", "untyped"]);

/** Reads text format 0.0.4, stricter than Prometheus does: every family has HELP and TYPE, once, before its samples. */
export function readPrometheusText(text: string): ReadonlyMap<string, ReadFamily> {
  if (!text.endsWith("\n")) throw new Error("does not end with a line feed");
  const families = new Map<string, ReadFamily>();
  let current: ReadFamily | undefined;
  for (const line of text.slice(0, -1).split("\n")) {
    const head = /^# (HELP|TYPE) (\S+) (.*)$/s.exec(line);
    if (head !== null) {
      const [, kind, name, rest] = head as unknown as [string, string, string, string];
      if (kind === "HELP") {
        if (families.has(name)) throw new Error(`${name} is there twice`);
        current = { name, type: "", help: readHelp(rest, false), unit: undefined, samples: [] };
        families.set(name, current);
      } else {
        if (current?.name !== name || current.type !== "") throw new Error(`stray: ${line}`);
        if (!TYPES.has(rest)) throw new Error(`unknown type: ${line}`);
        current.type = rest;
      }
      continue;
    }
    if (current === undefined || current.type === "") throw new Error(`no family for: ${line}`);
    readSample(line, current);
  }
  for (const family of families.values()) {
    checkUnique(family);
    if (family.type === "histogram") checkHistogram(family);
  }
  return families;
}

function readSample(line: string, family: ReadFamily): void {
  const name = NAME.exec(line)?.[0];
  if (name === undefined) throw new Error(`no name: ${line}`);
  const suffixes = { histogram: ["_bucket", "_sum", "_count"], summary: ["", "_sum", "_count"] }[
    family.type
  ] ?? [""];
  if (!suffixes.some((suffix) => name === family.name + suffix)) {
    throw new Error(`not of ${family.name}: ${line}`);
  }
  const { labels, end } =
    line[name.length] === "{" ? readLabels(line, name.length) : { labels: {}, end: name.length };
  const value = /^ (\S+)$/.exec(line.slice(end))?.[1];
  if (value === undefined) throw new Error(`no value at the end: ${line}`);
  family.samples.push({ name, labels, value: readNumber(value, line) });
}
