import type { TextAttribute } from "./text-attribute.ts";

/** What is added to resources that do not have it yet. Nothing that is there is ever changed. */
export interface ResourceEnrichment {
  /**
   * The keys of all attributes it may add, and of those it wants to see. A bound: however many attributes a
   * resource has, no others are remembered of it.
   */
  readonly keys: ReadonlySet<string>;
  /** `present`: those of `keys` that the resource has, with their values ("" when it is not a text). */
  additions(present: ReadonlyMap<string, string>): readonly TextAttribute[];
}

/** What `enrichment` adds to a resource with these attributes. */
export function missingAttributes(
  enrichment: ResourceEnrichment,
  present: ReadonlyMap<string, string>,
): readonly TextAttribute[] {
  return enrichment.additions(present).filter(({ key }) => !present.has(key));
}
