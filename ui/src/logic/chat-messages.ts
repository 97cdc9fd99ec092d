import { formatAttributeValue, type OwnAttributeValue } from "@spanhouse/model";

/** One message to or from a model, by OpenTelemetry's conventions for generative AI. */
export interface ChatMessage {
  /** `user`, `assistant`, `system`, `tool`, or what the sender calls it; "" for instructions. */
  readonly role: string;
  readonly parts: readonly ChatPart[];
}

export interface ChatPart {
  readonly type: "text" | "reasoning" | "toolCall" | "toolAnswer" | "other";
  readonly text: string;
}

/** Attributes whose values are messages, or parts of one. They come as lists, or as JSON text where lists cannot be sent. */
const CHAT_KEYS: ReadonlySet<string> = new Set([
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.system_instructions",
]);

/** JSON's numbers would lose digits: such a value is shown as it came. */
const LONG_NUMBER = /\d{16}/;

/** The messages of an attribute; undefined when it has none that can be read, and is shown as it is. */
export function chatMessagesOf(
  key: string,
  value: OwnAttributeValue,
): readonly ChatMessage[] | undefined {
  if (!CHAT_KEYS.has(key)) return undefined;
  const items = value.type === "string" ? parseList(value.value) : plainOf(value);
  if (!Array.isArray(items) || items.length === 0 || !items.every(isFields)) return undefined;
  return items.every((item) => Array.isArray(item["parts"]))
    ? items.map(toMessage)
    : [{ role: "", parts: items.map(toPart) }];
}

type Fields = Readonly<Record<string, unknown>>;

function toMessage(fields: Fields): ChatMessage {
  const parts = fields["parts"] as readonly unknown[];
  return {
    role: textOf(fields["role"]),
    parts: parts.map((part) =>
      isFields(part) ? toPart(part) : { type: "text", text: textOf(part) },
    ),
  };
}

function toPart(part: Fields): ChatPart {
  const { content } = part;
  switch (part["type"]) {
    case "text":
    case "reasoning":
      return { type: part["type"], text: textOf(content) };
    case "tool_call":
      return {
        type: "toolCall",
        text: `${textOf(part["name"])}(${textOf(part["arguments"])})`,
      };
    case "tool_call_response":
      return { type: "toolAnswer", text: textOf(part["response"] ?? part["result"]) };
    default:
      return { type: "other", text: textOf(part) };
  }
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseList(text: string): unknown {
  if (LONG_NUMBER.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function plainOf(value: OwnAttributeValue): unknown {
  switch (value.type) {
    case "array":
      return value.value.map(plainOf);
    case "keyValueList":
      return Object.fromEntries(value.value.map((item) => [item.key, plainOf(item.value)]));
    case "bool":
    case "double":
      return value.value;
    case "empty":
      return null;
    case "string":
    case "int":
    case "bytes":
      return formatAttributeValue(value);
  }
}
