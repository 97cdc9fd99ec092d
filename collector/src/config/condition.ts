import { SPAN_KINDS } from "@spanhouse/model";
import { z } from "zod";
import { patternSchema } from "./pattern-setting.ts";

/** What a span is compared with: `when` of the processors, and what `filter` drops. */

export const STATUS_NAMES = ["unset", "ok", "error"] as const;

/** Where an attribute is looked for. */
export const attributeSourceSchema = z.enum(["any", "span", "resource"]).default("any");

export const scalarSchema = z.union([z.string(), z.number(), z.boolean()]);

const attributeConditionSchema = z
  .strictObject({
    key: z.string().min(1),
    from: attributeSourceSchema,
    /** One of these, type included; an integer and a double of the same value are equal. */
    values: z.array(scalarSchema).default([]),
    /** Found in the value written as text. */
    pattern: patternSchema.optional(),
    /** False: there is no such attribute. */
    exists: z.boolean().default(true),
  })
  .refine(
    ({ exists, values, pattern }) => exists || (values.length === 0 && pattern === undefined),
    {
      message: "an attribute that must not exist has no values and no pattern",
    },
  );

export const conditionSchema = z
  .strictObject({
    services: z.array(z.string()).default([]),
    servicePattern: patternSchema.optional(),
    names: z.array(z.string()).default([]),
    namePattern: patternSchema.optional(),
    kinds: z.array(z.enum(SPAN_KINDS)).default([]),
    statuses: z.array(z.enum(STATUS_NAMES)).default([]),
    durationMinMs: z.number().min(0).optional(),
    durationMaxMs: z.number().min(0).optional(),
    attributes: z.array(attributeConditionSchema).default([]),
  })
  .refine((condition) => Object.values(condition).some(saysSomething), {
    message: "a condition says at least one thing",
  });

export type ConditionConfig = z.infer<typeof conditionSchema>;
export type AttributeConditionConfig = z.infer<typeof attributeConditionSchema>;

function saysSomething(part: unknown): boolean {
  return Array.isArray(part) ? part.length > 0 : part !== undefined;
}
