import { defineTexts } from "./define-texts.ts";

/** Remarks on linked traces, as the service writes its own: with neither a capital nor a full stop. */
export const text = defineTexts("left-out-links", {
  inLinkedTrace: (remark: string) => `in a linked trace: ${remark}`,
  tooMany: ({ count, tracesMax, spansMax }: TooMany) =>
    `linked traces that are not shown, because there are more than ${tracesMax} or they have more than ` +
    `${spansMax.toLocaleString()} spans together: ${count}`,
  missing: (count: number) =>
    `linked traces that are not stored, or are too large to be shown: ${count}`,
  tooFar: (count: number, levelsMax: number) =>
    `traces that are linked to these and not shown, because they are more than ${levelsMax} links away: ${count}`,
});

interface TooMany {
  readonly count: number;
  readonly tracesMax: number;
  readonly spansMax: number;
}
