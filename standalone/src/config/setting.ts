import { parseDocument } from "yaml";
import { z } from "zod";

/** One leaf of the configuration, such as `storage.retentionDays`. */
export interface Setting {
  /** Keys from the top, joined by dots: what `--set` takes. */
  readonly key: string;
  /** Its environment variable, by rule: `SPANHOUSE_STORAGE_RETENTION_DAYS`. */
  readonly variable: string;
  readonly type: "string" | "number" | "boolean" | "list";
  readonly defaultValue: unknown;
}

/** The parts of a JSON Schema that are looked at here. */
interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly default?: unknown;
}

/** All settings of a schema, in its order. */
export function settingsOf(schema: z.ZodType): readonly Setting[] {
  const root = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return leavesOf([], root as SchemaNode);
}

function leavesOf(path: readonly string[], node: SchemaNode): readonly Setting[] {
  if (node.properties !== undefined) {
    return Object.entries(node.properties).flatMap(([key, child]) =>
      leavesOf([...path, key], child),
    );
  }
  const key = path.join(".");
  return [{ key, variable: variableOf(key), type: typeOf(node), defaultValue: node.default }];
}

function typeOf(node: SchemaNode): Setting["type"] {
  if (node.type === "integer" || node.type === "number") return "number";
  if (node.type === "boolean") return "boolean";
  return node.type === "array" ? "list" : "string";
}

/** `collector.otlpGrpc.port` -> `SPANHOUSE_COLLECTOR_OTLP_GRPC_PORT`. */
export function variableOf(key: string): string {
  const snake = key.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replaceAll(".", "_");
  return `SPANHOUSE_${snake.toUpperCase()}`;
}

/**
 * What a text from the environment or the command line means for a setting; a text that is not of its
 * type stays a text, and the schema says so. Lists are separated by commas, or are YAML (so also JSON) that
 * begins with `[`; `{` begins the only item of a list.
 */
export function readSettingText(setting: Setting, text: string): unknown {
  switch (setting.type) {
    case "string":
      return text;
    case "number":
      return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
    case "boolean":
      return text === "true" ? true : text === "false" ? false : text;
    case "list":
      return /^\s*[[{]/.test(text) ? readYamlList(text) : readCommaList(text);
  }
}

function readCommaList(text: string): readonly string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function readYamlList(text: string): unknown {
  const document = parseDocument(text);
  if (document.errors.length > 0) return text;
  const value = document.toJS() as unknown;
  return Array.isArray(value) ? value : [value];
}
