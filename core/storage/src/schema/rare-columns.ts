/**
 * Groups of columns that most traces do not use. A trace's summary has a bit for each group that some span
 * of it uses, and a read of the trace leaves the other groups out: each column costs a read of a trace
 * about as much planning and opening of files as the whole rest of a small trace.
 *
 * `bit` is part of the stored format. This list is closed: more columns are in used-columns.ts.
 */
export const RARE_COLUMNS = {
  events: { bit: 0, isUsed: "notEmpty(events.name)" },
  links: { bit: 1, isUsed: "notEmpty(links.span_id)" },
  attributesOther: { bit: 2, isUsed: "notEmpty(attributes_other)" },
  attributesDouble: { bit: 3, isUsed: "notEmpty(attributes_double)" },
  attributesBool: { bit: 4, isUsed: "notEmpty(attributes_bool)" },
} as const;

export type RareColumns = keyof typeof RARE_COLUMNS;

/** SQL for the bits of one span. */
export function rareColumnsExpression(): string {
  return Object.values(RARE_COLUMNS)
    .map(({ bit, isUsed }) => (bit === 0 ? isUsed : `${isUsed} * ${2 ** bit}`))
    .join(" + ");
}
