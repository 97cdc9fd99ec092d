import type { OwnAttribute } from "@spanhouse/model";

/** Attributes whose keys begin with the same word, `http` of `http.route`; the rest has the name "". */
export interface AttributeGroup {
  readonly name: string;
  readonly attributes: readonly OwnAttribute[];
}

/** A word that fewer keys begin with makes no group of its own. */
const GROUP_SIZE_MIN = 2;

/** The attributes by the first word of their keys, sorted by name, the rest behind; each group in the order sent. */
export function groupAttributes(attributes: readonly OwnAttribute[]): readonly AttributeGroup[] {
  const byWord = new Map<string, OwnAttribute[]>();
  for (const attribute of attributes) {
    const word = firstWord(attribute.key);
    byWord.set(word, [...(byWord.get(word) ?? []), attribute]);
  }
  const groups = [...byWord]
    .filter(([word, members]) => word !== "" && members.length >= GROUP_SIZE_MIN)
    .map(([name, members]) => ({ name, attributes: members }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const grouped = new Set(groups.flatMap((group) => group.attributes));
  const rest = attributes.filter((attribute) => !grouped.has(attribute));
  return rest.length === 0 ? groups : [...groups, { name: "", attributes: rest }];
}

/** The attributes with these keys, in the order of the keys; of a key that is there twice, both. */
export function pickAttributes(
  attributes: readonly OwnAttribute[],
  keys: readonly string[],
): readonly OwnAttribute[] {
  return keys.flatMap((key) => attributes.filter((attribute) => attribute.key === key));
}

function firstWord(key: string): string {
  const end = key.indexOf(".");
  return end < 0 ? "" : key.slice(0, end);
}
