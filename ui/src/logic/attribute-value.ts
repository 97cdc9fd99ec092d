import { formatAttributeValue, type OwnAttribute } from "@spanhouse/model";

/** The attributes whose key or value contains the text, case aside, in their order. */
export function filterAttributes(
  attributes: readonly OwnAttribute[],
  text: string,
): readonly OwnAttribute[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return attributes;
  return attributes.filter(
    ({ key, value }) =>
      key.toLowerCase().includes(wanted) ||
      formatAttributeValue(value).toLowerCase().includes(wanted),
  );
}
