import { z } from "zod";
import { conditionSchema, scalarSchema } from "./condition.ts";
import { patternSchema } from "./pattern-setting.ts";

/** The processors: `collector.processors` is a list, each item one processor, applied in this order. */

const key = z.string().min(1);

/** By key or by pattern, and not both. */
const selection = { key: key.optional(), keyPattern: patternSchema.optional() };

function isOne(selected: { key?: string | undefined; keyPattern?: string | undefined }): boolean {
  return (selected.key === undefined) !== (selected.keyPattern === undefined);
}
const ONE_SELECTION = { message: "needs either key or keyPattern" };

/** A value that is given, or copied from another attribute. */
const content = { value: scalarSchema.optional(), fromKey: key.optional() };

function isOneContent(given: { value?: unknown; fromKey?: unknown }): boolean {
  return (given.value === undefined) !== (given.fromKey === undefined);
}
const ONE_CONTENT = { message: "needs either value or fromKey" };

const actionSchema = z.discriminatedUnion("action", [
  z
    .strictObject({ action: z.literal("insert"), key, ...content })
    .refine(isOneContent, ONE_CONTENT),
  z
    .strictObject({ action: z.literal("update"), key, ...content })
    .refine(isOneContent, ONE_CONTENT),
  z
    .strictObject({ action: z.literal("upsert"), key, ...content })
    .refine(isOneContent, ONE_CONTENT),
  z.strictObject({ action: z.literal("delete"), ...selection }).refine(isOne, ONE_SELECTION),
  z
    .strictObject({ action: z.literal("hash"), ...selection, salt: z.string().default("") })
    .refine(isOne, ONE_SELECTION),
  z.strictObject({ action: z.literal("rename"), key, to: key }),
]);

const attributesSchema = z.strictObject({
  when: conditionSchema.optional(),
  actions: z.array(actionSchema).min(1),
});

export const REDACTED_PLACES = ["resource", "scope", "span", "events", "links"] as const;

const redactionSchema = z.strictObject({
  places: z.array(z.enum(REDACTED_PLACES)).default([...REDACTED_PLACES]),
  /** Keys that may stay; all others are removed. Without this list all may. */
  allowedKeys: z.array(key).optional(),
  allowedKeyPatterns: z.array(patternSchema).default([]),
  blockedKeys: z.array(key).default([]),
  blockedKeyPatterns: z.array(patternSchema).default([]),
  blockedValuePatterns: z.array(patternSchema).default([]),
  allowedValuePatterns: z.array(patternSchema).default([]),
  mask: z.string().default("****"),
  /** Whether patterns of values are also applied to the names of spans and events, and to status messages. */
  names: z.boolean().default(true),
  statusMessages: z.boolean().default(true),
  url: z
    .strictObject({
      keys: z
        .array(key)
        .default(["url.full", "url.query", "url.path", "url.original", "http.url", "http.target"]),
      /** Parameters of the query whose values may stay. */
      keptParameters: z.array(z.string()).default([]),
      /** Parts of the path that look like ids become `{id}`. */
      pathIds: z.boolean().default(false),
    })
    .optional(),
  sql: z
    .strictObject({
      keys: z.array(key).default(["db.query.text", "db.statement"]),
      /** MySQL reads "…" as a value, the standard as the name of something. */
      doubleQuotes: z.enum(["value", "name"]).default("value"),
    })
    .optional(),
});

const filterSchema = z.strictObject({
  /** A span for which any of these holds is left out. */
  drop: z.array(conditionSchema).min(1),
});

const probability = z.number().min(0).max(1);

const probabilisticSchema = z.strictObject({
  probability,
  /** The first that names the service counts instead. */
  services: z
    .array(z.strictObject({ services: z.array(z.string()).min(1), probability }))
    .default([]),
  /** The attribute sampling.priority decides: 0 leaves out, more keeps. */
  samplingPriority: z.boolean().default(true),
  precisionDigits: z.int().min(1).max(14).default(4),
});

const count = z.int().min(0);

const limitsSchema = z.strictObject({
  /** Characters of a text value, in attributes of all places; more is cut off. */
  attributeChars: z.int().positive().optional(),
  /** Attributes of a span, event or link; the first ones stay, and the others are counted in it. */
  attributes: count.optional(),
  events: count.optional(),
  links: count.optional(),
});

const processorSchema = z
  .strictObject({
    attributes: attributesSchema.optional(),
    resource: attributesSchema.optional(),
    redaction: redactionSchema.optional(),
    filter: filterSchema.optional(),
    probabilistic: probabilisticSchema.optional(),
    limits: limitsSchema.optional(),
  })
  .refine(
    (processor) => Object.values(processor).filter((part) => part !== undefined).length === 1,
    {
      message: "each item of the list is exactly one processor, named by its key",
    },
  );

export const processorsSchema = z.array(processorSchema).default([]);

export type ProcessorConfig = z.infer<typeof processorSchema>;
export type ActionConfig = z.infer<typeof actionSchema>;
export type AttributesConfig = z.infer<typeof attributesSchema>;
export type RedactionConfig = z.infer<typeof redactionSchema>;
export type LimitsConfig = z.infer<typeof limitsSchema>;
export type ProbabilisticConfig = z.infer<typeof probabilisticSchema>;
