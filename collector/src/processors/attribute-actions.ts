import { hash } from "node:crypto";
import type { Attribute, AttributeValue } from "@spanhouse/model";
import type { ActionConfig } from "../config/processors.ts";
import { findAttribute, scalarValue, valueText } from "./attribute-lookup.ts";
import { compiled } from "./condition.ts";

type Attributes = readonly Attribute[];

/** Attributes in, attributes out: the same array when nothing changes. */
export type AttributeAction = (attributes: Attributes) => Attributes;

/** The actions one after the other. */
export function actionsOf(configs: readonly ActionConfig[]): AttributeAction {
  const actions = configs.map(actionOf);
  return (attributes) => actions.reduce((changed, act) => act(changed), attributes);
}

function actionOf(config: ActionConfig): AttributeAction {
  switch (config.action) {
    case "insert": {
      const put = putting(config.key, contentOf(config));
      return (attributes) =>
        findAttribute(attributes, config.key) === undefined ? put(attributes) : attributes;
    }
    case "update": {
      const put = putting(config.key, contentOf(config));
      return (attributes) =>
        findAttribute(attributes, config.key) === undefined ? attributes : put(attributes);
    }
    case "upsert":
      return putting(config.key, contentOf(config));
    case "delete": {
      const isSelected = selectionOf(config);
      return (attributes) =>
        attributes.some(({ key }) => isSelected(key))
          ? attributes.filter(({ key }) => !isSelected(key))
          : attributes;
    }
    case "hash": {
      const isSelected = selectionOf(config);
      return (attributes) =>
        attributes.some(({ key }) => isSelected(key))
          ? attributes.map((attribute) =>
              isSelected(attribute.key) ? hashed(attribute, config.salt) : attribute,
            )
          : attributes;
    }
    case "rename":
      return (attributes) => renamed(attributes, config.key, config.to);
  }
}

type Content = (attributes: Attributes) => AttributeValue | undefined;

function contentOf(config: {
  readonly value?: string | number | boolean | undefined;
  readonly fromKey?: string | undefined;
}): Content {
  const { value, fromKey } = config;
  if (value === undefined) return (attributes) => findAttribute(attributes, fromKey ?? "");
  const constant = scalarValue(value);
  return () => constant;
}

/** Sets an attribute in its place, or at the end. Nothing happens when there is nothing to copy. */
function putting(key: string, content: Content): AttributeAction {
  return (attributes) => {
    const value = content(attributes);
    if (value === undefined) return attributes;
    const at = attributes.findIndex((attribute) => attribute.key === key);
    return at < 0 ? [...attributes, { key, value }] : attributes.with(at, { key, value });
  };
}

function selectionOf(config: {
  readonly key?: string | undefined;
  readonly keyPattern?: string | undefined;
}): (key: string) => boolean {
  if (config.keyPattern === undefined) return (key) => key === config.key;
  const pattern = compiled(config.keyPattern);
  return (key) => pattern.test(key);
}

/** SHA-256 of salt and value, 64 lower-case hexadecimal digits. */
function hashed({ key, value }: Attribute, salt: string): Attribute {
  return { key, value: { type: "string", value: hash("sha256", salt + valueText(value)) } };
}

/** What had the new key goes. */
function renamed(attributes: Attributes, from: string, to: string): Attributes {
  if (from === to || findAttribute(attributes, from) === undefined) return attributes;
  return attributes
    .filter(({ key }) => key !== to)
    .map((attribute) => (attribute.key === from ? { key: to, value: attribute.value } : attribute));
}
