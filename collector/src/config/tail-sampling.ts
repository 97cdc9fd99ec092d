import { z } from "zod";
import { TAIL_SPAN_QUESTIONS_MAX } from "../limits.ts";
import { attributeSourceSchema, conditionSchema, STATUS_NAMES } from "./condition.ts";
import { patternSchema } from "./pattern-setting.ts";

/** Tail sampling: which traces are kept, decided when they are probably complete. Off without policies. */

const key = z.string().min(1);
const name = z.string().min(1).max(100);
const positive = z.number().positive();

/** What a trace is asked; a policy asks one of these. */
const questions = {
  always: z.strictObject({}).optional(),
  /** From the first start to the last end of its spans. */
  latency: z
    .strictObject({
      thresholdMs: z.number().min(0),
      upperThresholdMs: z.number().min(0).optional(),
    })
    .optional(),
  numericAttribute: z
    .strictObject({
      key,
      from: attributeSourceSchema,
      min: z.number().optional(),
      max: z.number().optional(),
    })
    .optional(),
  stringAttribute: z
    .strictObject({
      key,
      from: attributeSourceSchema,
      values: z.array(z.string()).default([]),
      pattern: patternSchema.optional(),
    })
    .refine(({ values, pattern }) => values.length > 0 || pattern !== undefined, {
      message: "needs values or a pattern",
    })
    .optional(),
  booleanAttribute: z
    .strictObject({ key, from: attributeSourceSchema, value: z.boolean() })
    .optional(),
  statusCode: z.strictObject({ statuses: z.array(z.enum(STATUS_NAMES)).min(1) }).optional(),
  /** One span for which the condition of the processors holds. */
  condition: conditionSchema.optional(),
  probabilistic: z.strictObject({ probability: z.number().min(0).max(1) }).optional(),
  rateLimiting: z.strictObject({ spansPerSecond: positive }).optional(),
  bytesLimiting: z
    .strictObject({ bytesPerSecond: positive, burstBytes: positive.optional() })
    .optional(),
  spanCount: z
    .strictObject({ min: z.int().min(1).default(1), max: z.int().min(1).optional() })
    .optional(),
  traceState: z.strictObject({ key, values: z.array(z.string()).min(1) }).optional(),
  /** One span with the sampled flag of W3C. */
  traceFlags: z.strictObject({}).optional(),
};

/** Questions that are asked of each span. */
const SPAN_QUESTIONS = new Set([
  "numericAttribute",
  "stringAttribute",
  "booleanAttribute",
  "statusCode",
  "condition",
  "traceState",
  "traceFlags",
]);

function countSpanQuestions(policies: unknown): number {
  if (typeof policies !== "object" || policies === null) return 0;
  return Object.entries(policies).reduce((count, [part, value]) => {
    if (value === undefined) return count;
    return count + (SPAN_QUESTIONS.has(part) ? 1 : countSpanQuestions(value));
  }, 0);
}

const KEYS_BESIDE = new Set(["name", "share"]);

function asksOne(policy: object): boolean {
  const asked = Object.entries(policy).filter(
    ([part, value]) => !KEYS_BESIDE.has(part) && value !== undefined,
  );
  return asked.length === 1;
}
const ONE_QUESTION = { message: "a policy asks exactly one thing" };

const innermostSchema = z.strictObject(questions).refine(asksOne, ONE_QUESTION);

const notSchema = z.strictObject({ policy: innermostSchema });

const memberSchema = z
  .strictObject({ ...questions, not: notSchema.optional() })
  .refine(asksOne, ONE_QUESTION);

const allOfSchema = z.strictObject({ policies: z.array(memberSchema).min(1) });

const compositeSchema = z.strictObject({
  maxSpansPerSecond: positive,
  policies: z
    .array(
      z
        .strictObject({
          ...questions,
          not: notSchema.optional(),
          and: allOfSchema.optional(),
          /** Share of the spans per second, 0 to 1; what is left over is divided among the others. */
          share: z.number().min(0).max(1).optional(),
        })
        .refine(asksOne, ONE_QUESTION),
    )
    .min(1),
});

const policySchema = z
  .strictObject({
    name,
    ...questions,
    not: notSchema.optional(),
    and: allOfSchema.optional(),
    drop: allOfSchema.optional(),
    composite: compositeSchema.optional(),
  })
  .refine(asksOne, ONE_QUESTION);

export const tailSamplingSchema = z.strictObject({
  /** In the order in which they are asked. */
  policies: z
    .array(policySchema)
    .default([])
    .refine((policies) => new Set(policies.map((policy) => policy.name)).size === policies.length, {
      message: "two policies have the same name",
    })
    .refine((policies) => countSpanQuestions(policies) <= TAIL_SPAN_QUESTIONS_MAX, {
      message: `policies ask at most ${TAIL_SPAN_QUESTIONS_MAX} things of single spans`,
    }),
  /** How long after its first span a trace is decided. */
  decisionWaitMs: z.int().min(0).max(3_600_000).default(30_000),
  /** How long after its root span it is decided, when that is earlier; 0 waits for decisionWaitMs. */
  decisionWaitAfterRootMs: z.int().min(0).max(3_600_000).default(0),
  /** Bytes of undecided spans on disk; beyond, requests are refused. */
  bytesMax: z
    .int()
    .positive()
    .default(2 * 2 ** 30),
  /** Undecided traces; beyond, the oldest are decided early. */
  tracesMax: z.int().positive().default(100_000),
  /** Decisions that are remembered for late spans; beyond, the oldest are forgotten. */
  decisionsMax: z.int().min(1_000).default(1_000_000),
});

export type TailSamplingConfig = z.infer<typeof tailSamplingSchema>;
export type TailPolicyConfig = z.infer<typeof policySchema>;
export type TailMemberConfig = z.infer<typeof memberSchema>;
export type TailQuestionConfig = z.infer<typeof innermostSchema>;
export type TailCompositeConfig = z.infer<typeof compositeSchema>;
