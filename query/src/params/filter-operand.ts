import { err, ok, type Result } from "@spanhouse/base";
import {
  PREDICATE_PATTERN_CHARS_MAX,
  SPAN_KINDS,
  SPAN_STATUSES,
  textPattern,
  type AttributeLevel,
  type PredicateConstant,
  type SpanField,
  type SpanOperand,
} from "@spanhouse/model";
import { parseTimestamp, type FilterExpression } from "@spanhouse/wire";
import { parseGoDuration } from "./go-duration.ts";

/** What a structured filter compares: an attribute or field, and the constant that it is compared with. */
export interface FilterOperand {
  readonly operand: SpanOperand;
  /** How a constant beside it is written; undefined beside an attribute. */
  readonly written: Written | undefined;
  /** The words of a field that is one of few. */
  readonly words: Words | undefined;
}

type Written = "text" | "traceId" | "spanId" | "duration" | "time" | "word";

export interface Words {
  readonly type: "kind" | "status";
  /** By their numbers. */
  readonly words: readonly string[];
}

type Scalar = NonNullable<FilterExpression["scalar"]>;

const KIND: Words = { type: "kind", words: SPAN_KINDS };
const STATUS: Words = { type: "status", words: SPAN_STATUSES };

/** The built-in fields by level and name. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, readonly [SpanField, Written]>>>> = {
  span: {
    traceID: ["traceId", "traceId"],
    spanID: ["spanId", "spanId"],
    parentSpanID: ["parentSpanId", "spanId"],
    traceState: ["traceState", "text"],
    name: ["name", "text"],
    kind: ["kind", "word"],
    startTime: ["start", "time"],
    endTime: ["end", "time"],
    status: ["status", "word"],
    statusMessage: ["statusMessage", "text"],
    duration: ["duration", "duration"],
  },
  resource: { service: ["service", "text"], schemaURL: ["resourceSchemaUrl", "text"] },
  scope: {
    name: ["scopeName", "text"],
    version: ["scopeVersion", "text"],
    schemaURL: ["scopeSchemaUrl", "text"],
  },
  event: {
    name: ["eventName", "text"],
    time: ["eventTime", "time"],
    timeSinceStart: ["eventTimeSinceStart", "duration"],
  },
  link: {
    traceID: ["linkTraceId", "traceId"],
    spanID: ["linkSpanId", "spanId"],
    traceState: ["linkTraceState", "text"],
  },
};

const LEVELS: ReadonlySet<string> = new Set(Object.keys(FIELDS));

/** The attribute or field that an expression names; undefined when it names none. */
export function operandOf({
  attr,
  field,
}: FilterExpression): Result<FilterOperand, string> | undefined {
  if (attr !== undefined) {
    const { key = "", level = "" } = attr;
    if (key === "") return err("an attribute has a key");
    if (level !== "" && !LEVELS.has(level)) return err(`unknown level ${JSON.stringify(level)}`);
    const operand = { attribute: key, level: level === "" ? "any" : (level as AttributeLevel) };
    return ok({ operand, written: undefined, words: undefined });
  }
  if (field === undefined) return undefined;
  const { name = "", level = "" } = field;
  const fields = Object.hasOwn(FIELDS, level) ? FIELDS[level]! : undefined;
  if (fields === undefined) return err(`unknown level ${JSON.stringify(level)}`);
  if (!Object.hasOwn(fields, name)) {
    return err(`${level} has no field ${JSON.stringify(name)}`);
  }
  const [of, written] = fields[name]!;
  const words = of === "kind" ? KIND : of === "status" ? STATUS : undefined;
  return ok({ operand: { field: of }, written, words });
}

const INTEGER = /^[+-]?\d{1,100}$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The constant, as it is meant beside the operand. */
export function constantOf(
  { written, words }: FilterOperand,
  { value = "", type = "" }: Scalar,
  isOrdered: boolean,
): Result<PredicateConstant, string> {
  if (written === undefined) return besideAttribute(value, type, isOrdered);
  if (type !== "" && type !== "string") return err(`a field is not compared with a ${type}`);
  switch (written) {
    case "text":
      return ok({ type: "string", value });
    case "traceId":
      return ok({ type: "string", value: asId(value, 32) });
    case "spanId":
      return ok({ type: "string", value: asId(value, 16) });
    case "duration": {
      const nano = parseGoDuration(value);
      return nano.ok ? ok({ type: "int", value: nano.value }) : nano;
    }
    case "time": {
      const nano = parseTimestamp(value);
      if (nano === undefined) return err(`${JSON.stringify(value)} is not a time in RFC 3339`);
      return ok({ type: "int", value: nano });
    }
    case "word": {
      const number = words!.words.indexOf(value);
      if (number < 0) return err(`${words!.type} is one of ${words!.words.join(", ")}`);
      return ok({ type: words!.type, value: number });
    }
  }
}

/** Without a type, an equality finds the text in every type, and an order is one of numbers where it is a number. */
function besideAttribute(
  value: string,
  type: string,
  isOrdered: boolean,
): Result<PredicateConstant, string> {
  switch (type) {
    case "":
      if (!isOrdered) return ok({ type: "text", value });
      return DECIMAL.test(value)
        ? besideAttribute(value, INTEGER.test(value) ? "int" : "double", isOrdered)
        : ok({ type: "string", value });
    case "string":
      return ok({ type: "string", value });
    case "int":
      if (!INTEGER.test(value)) return err(`${JSON.stringify(value)} is not an int`);
      return ok({ type: "int", value: BigInt(value.replace(/^\+/, "")) });
    case "double":
      if (!DECIMAL.test(value)) return err(`${JSON.stringify(value)} is not a double`);
      return ok({ type: "double", value: Number(value) });
    case "bool":
      if (value !== "true" && value !== "false")
        return err(`${JSON.stringify(value)} is not a bool`);
      return ok({ type: "bool", value: value === "true" });
    default:
      return err(`unknown type ${JSON.stringify(type)}`);
  }
}

/** With all digits and in lower case; what is no id stays, and is found nowhere. */
function asId(value: string, digits: number): string {
  return /^[0-9a-fA-F]+$/.test(value) ? value.toLowerCase().padStart(digits, "0") : value;
}

/** The elements of a list, each a constant of the list's type. */
export function listItems({ list }: FilterExpression): Result<readonly Scalar[], string> {
  if (list?.values === undefined || list.values.length === 0) {
    return err("a list has at least one value");
  }
  const { type = "" } = list;
  return ok(list.values.map((value) => ({ value, type })));
}

/** The words in which the pattern is found. */
export function matchWords(
  { type, words }: Words,
  pattern: string,
): Result<readonly PredicateConstant[], string> {
  if (pattern.length > PREDICATE_PATTERN_CHARS_MAX) {
    return err(`a regular expression has at most ${PREDICATE_PATTERN_CHARS_MAX} characters`);
  }
  const compiled = textPattern(pattern);
  if (!compiled.ok) return err(`not a regular expression: ${compiled.error}`);
  return ok(words.flatMap((word, value) => (compiled.value.isIn(word) ? [{ type, value }] : [])));
}
