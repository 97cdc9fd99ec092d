import { type OwnKeyCompletions, SPAN_KINDS } from "@spanhouse/model";
import { text as texts } from "../texts/conditions.ts";
import {
  CONDITION_FIELDS,
  describeCondition,
  formatTarget,
  type SearchCondition,
} from "./search-conditions.ts";
import { completedCondition, type TypedCondition } from "./typed-condition.ts";

/** Something to choose instead of typing on: a whole condition, or a key to compare next. */
export type BarOption =
  | { readonly label: string; readonly detail: string; readonly condition: SearchCondition }
  | { readonly label: string; readonly detail: string; readonly text: string };

const WORDS: Readonly<Record<string, readonly string[]>> = {
  kind: SPAN_KINDS.slice(1),
  "span.kind": SPAN_KINDS.slice(1),
  status: ["error", "ok", "unset"],
  error: ["true", "false"],
  duration: ["10ms", "100ms", "1s", "10s"],
};

/** The question that proposes how a condition goes on; undefined when the words are known here. */
export function completionPath(
  { key, operator, value }: TypedCondition,
  service: string,
): string | undefined {
  if (operator === "") {
    const { level, name } = splitLevel(key);
    const query = new URLSearchParams({ prefix: name, limit: "12" });
    for (const each of level === "" ? ["span", "resource"] : [level]) query.append("level", each);
    return `/api/own/complete/keys?${query.toString()}`;
  }
  if (WORDS[key] !== undefined || operator === "=~" || operator === "!~") return undefined;
  const query = new URLSearchParams({ prefix: value, limit: "20" });
  if (key === "service") return `/api/own/complete/services?${query.toString()}`;
  if (key === "operation" || key === "name") {
    if (service !== "") query.set("service", service);
    return `/api/own/complete/operations?${query.toString()}`;
  }
  query.set("key", splitLevel(key).name);
  return `/api/own/complete/values?${query.toString()}`;
}

/** Proposals for a key: fields first, then attributes, then services of that name. */
export function keyOptions(
  typed: TypedCondition,
  keys: OwnKeyCompletions["keys"],
  services: readonly string[],
): readonly BarOption[] {
  const { before, key } = typed;
  const { level, name } = splitLevel(key);
  const wanted = key.toLowerCase();
  const fields = CONDITION_FIELDS.filter((field) => field.startsWith(wanted)).map((field) => {
    const operator = field === "duration" ? ">=" : "=";
    return { label: field, detail: texts.ofEverySpan, text: `${before}${field}${operator}` };
  });
  const fitting = keys.filter((each) => startsWith(each.key, name));
  const names = [...new Set(fitting.map((each) => each.key))];
  const attributes = names.map((attribute) => {
    const target = { attribute, level } as const;
    const levels = keys.filter((each) => each.key === attribute).map((each) => each.level);
    const text = `${before}${formatTarget(target)}=`;
    return { label: formatTarget(target), detail: levels.join(", "), text };
  });
  const named = services
    .filter((service) => name !== "" && service.toLowerCase().includes(wanted))
    .slice(0, 4)
    .map((service) => {
      const condition = { target: { field: "service" }, operator: "=", text: service } as const;
      return { label: describeCondition(condition), detail: texts.service, condition };
    });
  return [...fields, ...named, ...attributes];
}

/** Proposals for a value. */
export function valueOptions(
  typed: TypedCondition,
  values: readonly { readonly text: string; readonly detail: string }[],
): readonly BarOption[] {
  const words = (WORDS[typed.key] ?? []).map((text) => ({ text, detail: "" }));
  const fitting = [...words, ...values].filter(({ text }) => startsWith(text, typed.value));
  return fitting.flatMap(({ text, detail }) => {
    const condition = completedCondition(typed, text);
    return condition === undefined ? [] : [{ label: text, detail, condition }];
  });
}

function startsWith(text: string, prefix: string): boolean {
  return text.toLowerCase().startsWith(prefix.toLowerCase());
}

function splitLevel(key: string): { level: "" | "span" | "resource"; name: string } {
  const [, level = "", name = ""] = /^(?:(span|resource)\.)?"?([^]*?)"?$/.exec(key) ?? [];
  return { level: level as "" | "span" | "resource", name };
}
