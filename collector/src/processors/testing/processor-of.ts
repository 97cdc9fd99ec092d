import { traceFromText } from "@spanhouse/model/testing";
import type { Attribute, AttributeValue, Span } from "@spanhouse/model";
import type { z } from "zod";
import { processorsSchema } from "../../config/processors.ts";
import { processorsOf } from "../processor-chain.ts";

/** Whole numbers are bigint, other values that have no type of their own in JavaScript are written out. */
type PlainValue = string | bigint | number | boolean | AttributeValue;

/** One processor as a person writes it, as a function. */
export function processorOf(
  config: NonNullable<z.input<typeof processorsSchema>>[number],
): (span: Span) => Span | undefined {
  const [processor] = processorsOf(processorsSchema.parse([config]));
  return processor!.process;
}

/** A span from one line of text (see traceFromText) with further attributes, also of its resource. */
export function spanOf(
  line: string,
  attributes: Readonly<Record<string, PlainValue>> = {},
  resourceAttributes: Readonly<Record<string, string>> = {},
): Span {
  const [span] = traceFromText(line);
  const more = attributesOf(resourceAttributes);
  return {
    ...span!,
    attributes: [...span!.attributes, ...attributesOf(attributes)],
    resource: { ...span!.resource, attributes: [...span!.resource.attributes, ...more] },
  };
}

export function attributesOf(values: Readonly<Record<string, PlainValue>>): Attribute[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: valueOf(value) }));
}

function valueOf(value: PlainValue): AttributeValue {
  if (typeof value === "string") return { type: "string", value };
  if (typeof value === "bigint") return { type: "int", value };
  if (typeof value === "number") return { type: "double", value };
  return typeof value === "boolean" ? { type: "bool", value } : value;
}

/** Attributes as an object of plain values, for expectations. */
export function plain(attributes: readonly Attribute[] | undefined): Record<string, unknown> {
  return Object.fromEntries(
    (attributes ?? []).map(({ key, value }) => [key, "value" in value ? value.value : null]),
  );
}
