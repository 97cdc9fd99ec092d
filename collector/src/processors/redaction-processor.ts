import type { Attribute, AttributeValue, Resource, Scope, Span } from "@spanhouse/model";
import type { RedactionConfig } from "../config/processors.ts";
import { valueText } from "./attribute-lookup.ts";
import { compiled } from "./condition.ts";
import type { Pattern } from "./pattern/pattern.ts";
import { rememberLast } from "./remember-last.ts";
import { sanitizeSql } from "./sanitize-sql.ts";
import { sanitizeQuery, sanitizeUrl, type UrlRules } from "./sanitize-url.ts";

/** Removes and masks what must not be stored. */
export function redaction(config: RedactionConfig): (span: Span) => Span {
  const redactor = new Redactor(config);
  return (span) => redactor.redact(span);
}

/** Holds a query alone, without the URL around it. */
const QUERY_KEY = "url.query";

class Redactor {
  readonly #config: RedactionConfig;
  readonly #places: ReadonlySet<string>;
  readonly #isAllowedKey: (key: string) => boolean;
  readonly #isBlockedKey: (key: string) => boolean;
  readonly #blockedValues: Pattern | undefined;
  readonly #allowedValues: Pattern | undefined;
  readonly #urlKeys: ReadonlySet<string>;
  readonly #urlRules: UrlRules;
  readonly #sqlKeys: ReadonlySet<string>;
  readonly #resource: (resource: Resource) => Resource;
  readonly #scope: (scope: Scope) => Scope;

  constructor(config: RedactionConfig) {
    const { allowedKeys, allowedKeyPatterns, url, sql, mask } = config;
    this.#config = config;
    this.#places = new Set(config.places);
    const isListed = keyTest(allowedKeys ?? [], allowedKeyPatterns);
    const isEveryKeyAllowed = allowedKeys === undefined && allowedKeyPatterns.length === 0;
    this.#isAllowedKey = isEveryKeyAllowed ? () => true : isListed;
    this.#isBlockedKey = keyTest(config.blockedKeys, config.blockedKeyPatterns);
    this.#blockedValues = patternOf(config.blockedValuePatterns);
    this.#allowedValues = patternOf(config.allowedValuePatterns);
    this.#urlKeys = new Set(url?.keys);
    this.#urlRules = {
      mask,
      keptParameters: new Set(url?.keptParameters),
      pathIds: url?.pathIds ?? false,
    };
    this.#sqlKeys = new Set(sql?.keys);
    this.#resource = rememberLast((resource: Resource) => this.#owner(resource));
    this.#scope = rememberLast((scope: Scope) => this.#owner(scope));
  }

  redact(span: Span): Span {
    const places = this.#places;
    return {
      ...span,
      name: this.#config.names ? this.#masked(span.name) : span.name,
      statusMessage: this.#config.statusMessages
        ? this.#masked(span.statusMessage)
        : span.statusMessage,
      attributes: places.has("span") ? this.#attributes(span.attributes) : span.attributes,
      events: span.events.map((event) => ({
        ...(places.has("events") ? this.#owner(event) : event),
        name: this.#config.names ? this.#masked(event.name) : event.name,
      })),
      links: places.has("links") ? span.links.map((link) => this.#owner(link)) : span.links,
      resource: places.has("resource") ? this.#resource(span.resource) : span.resource,
      scope: places.has("scope") ? this.#scope(span.scope) : span.scope,
    };
  }

  #owner<T extends { readonly attributes: readonly Attribute[] }>(owner: T): T {
    return { ...owner, attributes: this.#attributes(owner.attributes) };
  }

  #attributes(attributes: readonly Attribute[]): readonly Attribute[] {
    const kept: Attribute[] = [];
    for (const { key, value } of attributes) {
      if (this.#isAllowedKey(key)) kept.push({ key, value: this.#value(key, value) });
    }
    return kept;
  }

  /** `key` is the one that decides: that of the attribute, or the nearest one inside of a list. */
  #value(key: string, value: AttributeValue): AttributeValue {
    if (this.#isBlockedKey(key)) return { type: "string", value: this.#config.mask };
    switch (value.type) {
      case "string":
        return this.#text(key, value);
      case "int":
      case "double": {
        const text = valueText(value);
        const masked = this.#masked(text);
        return masked === text ? value : { type: "string", value: masked };
      }
      case "array":
        return { type: "array", value: value.value.map((item) => this.#value(key, item)) };
      case "keyValueList":
        return {
          type: "keyValueList",
          value: value.value.map((item) => ({
            key: item.key,
            value: this.#value(item.key, item.value),
          })),
        };
      case "bool":
      case "bytes":
      case "empty":
        return value;
    }
  }

  #text(key: string, value: Extract<AttributeValue, { type: "string" }>): AttributeValue {
    let text = value.value;
    if (this.#urlKeys.has(key)) {
      const sanitize = key === QUERY_KEY ? sanitizeQuery : sanitizeUrl;
      text = sanitize(text, this.#urlRules);
    }
    if (this.#sqlKeys.has(key)) text = sanitizeSql(text, this.#config.sql?.doubleQuotes ?? "value");
    text = this.#masked(text);
    return text === value.value ? value : { type: "string", value: text };
  }

  /** What blocked patterns find is masked, unless the whole value is known to be harmless. */
  #masked(text: string): string {
    if (this.#blockedValues === undefined || this.#allowedValues?.test(text) === true) return text;
    return this.#blockedValues.mask(text, this.#config.mask);
  }
}

function keyTest(keys: readonly string[], patterns: readonly string[]): (key: string) => boolean {
  const set = new Set(keys);
  const pattern = patternOf(patterns);
  return (key) => set.has(key) || pattern?.test(key) === true;
}

function patternOf(texts: readonly string[]): Pattern | undefined {
  return texts.length === 0 ? undefined : compiled(...texts);
}
