import {
  Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  visit,
  type Node,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { isSecret, type LoadedConfig, SETTINGS } from "./load-config.ts";

const HIDDEN = "********";

/** The effective configuration as a YAML file that could be used as it is, each line with its origin. */
export function printConfig({ config, origins }: LoadedConfig): string {
  const document = new Document(config);
  for (const { key } of SETTINGS) {
    const path = key.split(".");
    const node = document.getIn(path, true);
    const origin = origins.get(key) ?? "default";
    if (isScalar(node)) {
      if (isSecret(key) && node.value !== "") node.value = HIDDEN;
      else if (typeof node.value === "string") node.value = withoutPassword(node.value);
      node.comment = ` ${origin}`;
    } else {
      if (isSecret(key) && isSeq(node)) hideValues(node);
      else if (isCollection(node)) hideSecretsIn(node);
      commentOn(document.getIn(path.slice(0, -1)) as YAMLMap, path.at(-1)!, ` ${origin}`);
    }
  }
  return document.toString({ lineWidth: 0 });
}

/** Secrets inside of a list, such as the salt of a processor. */
function hideSecretsIn(list: Node): void {
  visit(list, {
    Pair: (_, { key, value }) => {
      if (!isScalar(key) || !isScalar(value) || value.value === "") return;
      if (isSecret(String(key.value))) value.value = HIDDEN;
    },
  });
}

/** `name=value` each, without the values. */
function hideValues(list: YAMLSeq): void {
  for (const item of list.items) {
    if (isScalar(item)) item.value = String(item.value).replace(/=.*$/s, `=${HIDDEN}`);
  }
}

/** A comment above a key whose value is a list. */
function commentOn(map: YAMLMap, key: string, comment: string): void {
  if (!isMap(map)) return;
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
  if (isScalar(pair?.key)) pair.key.commentBefore = comment;
}

/** `https://user:secret@host` without the secret. */
function withoutPassword(text: string): string {
  return text.replace(/^(\w+:\/\/[^/@:]*):[^/@]*@/, "$1:********@");
}
