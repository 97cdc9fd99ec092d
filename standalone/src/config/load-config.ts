import { CodedError, err, ok, type Result } from "@spanhouse/base";
import { LineCounter, parseDocument } from "yaml";
import { nearestWord } from "./nearest.ts";
import { type Config, configSchema } from "./schema.ts";
import { readSettingText, type Setting, settingsOf } from "./setting.ts";

/**
 * Puts the configuration together: file, then environment, then `--set`, the later over the earlier.
 *
 *   spanhouse.yaml:  storage: { retentionDays: 3 }
 *   environment:     SPANHOUSE_STORAGE_RETENTION_DAYS=5      -> storage.retentionDays = 7, from --set
 *   --set            storage.retentionDays=7
 *
 * Whatever is wrong is one sentence that names the key, the value and where it came from.
 */
export interface ConfigSources {
  readonly file?: { readonly name: string; readonly text: string };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The arguments of `--set`, each `key=value`. */
  readonly set: readonly string[];
}

export interface LoadedConfig {
  readonly config: Config;
  /** Where each setting came from; "default" when it is not in here. */
  readonly origins: ReadonlyMap<string, string>;
}

export const SETTINGS: readonly Setting[] = settingsOf(configSchema);

/** Names the file to read; not a setting itself. */
export const CONFIG_FILE_VARIABLE = "SPANHOUSE_CONFIG";

type Tree = Record<string, unknown>;

export function loadConfig(sources: ConfigSources): Result<LoadedConfig, CodedError> {
  try {
    return ok(composeConfig(sources));
  } catch (error) {
    if (error instanceof CodedError) return err(error);
    throw error;
  }
}

function composeConfig(sources: ConfigSources): LoadedConfig {
  const origins = new Map<string, string>();
  const tree: Tree = {};
  const put = (setting: Setting, value: unknown, origin: string): void => {
    putAt(tree, setting.key.split("."), value);
    origins.set(setting.key, origin);
  };
  if (sources.file !== undefined) {
    const { name } = sources.file;
    putFile(readYaml(name, sources.file.text), [], name, put);
  }
  for (const [variable, text] of Object.entries(sources.environment)) {
    if (text === undefined || !isOurVariable(variable, text)) continue;
    const setting = SETTINGS.find((known) => known.variable === variable);
    if (setting === undefined) {
      const known = SETTINGS.map((each) => each.variable);
      throw invalid(`no setting has the environment variable ${variable}`, variable, known);
    }
    put(setting, readSettingText(setting, text), variable);
  }
  for (const argument of sources.set) {
    const { setting, text } = readSetArgument(argument);
    put(setting, readSettingText(setting, text), "--set");
  }
  return { config: validate(tree, origins), origins };
}

function invalid(sentence: string, word?: string, known: readonly string[] = []): CodedError {
  const guess = word === undefined ? undefined : nearestWord(word, known);
  const hint = guess === undefined ? "" : `; did you mean ${guess}?`;
  return new CodedError("CONFIG_INVALID", `${sentence}${hint || "."}`);
}

function unknownKey(key: string, origin: string): CodedError {
  const known = SETTINGS.map((setting) => setting.key);
  return invalid(`unknown key "${key}" in ${origin}`, key, known);
}

function readYaml(name: string, text: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line } = lines.linePos(problem.pos[0]);
    const [what] = problem.message.split(/ at line|\n/);
    throw invalid(`${name}, line ${line}, is not YAML: ${what}`);
  }
  return document.toJS() as unknown;
}

/** Walks the file as far as the settings go, so that an unknown key is found with its whole name. */
function putFile(
  node: unknown,
  path: readonly string[],
  origin: string,
  put: (setting: Setting, value: unknown, origin: string) => void,
): void {
  const key = path.join(".");
  const setting = SETTINGS.find((known) => known.key === key);
  if (setting !== undefined) {
    put(setting, node, origin);
    return;
  }
  const isGroup = key === "" || SETTINGS.some((known) => known.key.startsWith(`${key}.`));
  if (!isGroup) throw unknownKey(key, origin);
  // `storage:` with nothing below it says nothing.
  if (node === null || node === undefined) return;
  if (typeof node !== "object" || Array.isArray(node)) {
    throw invalid(`"${key}" in ${origin} has settings below it and cannot be ${show(key, node)}`);
  }
  for (const [name, child] of Object.entries(node)) putFile(child, [...path, name], origin, put);
}

/**
 * Kubernetes gives every container variables for the services around it; a service called `spanhouse`
 * or `spanhouse-query` makes SPANHOUSE_PORT=tcp://… and SPANHOUSE_QUERY_SERVICE_HOST. Those are not meant for us.
 */
function isOurVariable(variable: string, text: string): boolean {
  if (!variable.startsWith("SPANHOUSE_") || variable === CONFIG_FILE_VARIABLE) return false;
  if (/_SERVICE_(HOST|PORT(_.*)?)$/.test(variable)) return false;
  return !/_PORT(_\d+_(TCP|UDP|SCTP)(_.*)?)?$/.test(variable) || /^\d*$/.test(text);
}

function readSetArgument(argument: string): { setting: Setting; text: string } {
  const at = argument.indexOf("=");
  if (at <= 0) throw invalid(`--set takes key=value, not "${argument}"`);
  const key = argument.slice(0, at);
  const setting = SETTINGS.find((known) => known.key === key);
  if (setting === undefined) throw unknownKey(key, "--set");
  return { setting, text: argument.slice(at + 1) };
}

function putAt(tree: Tree, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) tree[key] = value;
  else putAt((tree[key] ??= {}) as Tree, rest, value);
}

function validate(tree: Tree, origins: ReadonlyMap<string, string>): Config {
  const outcome = configSchema.safeParse(tree);
  if (outcome.success) return outcome.data;
  // A misspelt key is also a missing one; the first is what helps.
  const { issues } = outcome.error;
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0]!;
  const key = issue.path.join(".");
  const origin = originBelow(key, origins);
  const value = issue.path.reduce<unknown>(
    (node, part) => (node as Tree | undefined)?.[String(part)],
    tree,
  );
  // A rule over several settings has no one value to show.
  const shown = typeof value === "object" && !Array.isArray(value) ? "" : ` is ${show(key, value)}`;
  throw invalid(`${key}${shown} (${origin}): ${lowerFirst(issue.message)}`);
}

/** Where the setting, or else the first one below that key, came from. */
function originBelow(key: string, origins: ReadonlyMap<string, string>): string {
  for (const [known, origin] of origins) {
    if (known === key || known.startsWith(`${key}.`) || key.startsWith(`${known}.`)) return origin;
  }
  return "default";
}

function show(key: string, value: unknown): string {
  return isSecret(key) ? "(hidden)" : JSON.stringify(value);
}

/** Settings whose values are never printed. */
export function isSecret(key: string): boolean {
  return /(password|secret|token|salt)$|(^|\.)headers(\.\d+)?$/i.test(key);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
