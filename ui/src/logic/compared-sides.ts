/** What stands side by side: two traces, `A` before `B`, or the typical trace of an operation before `A`. */
export type ComparedSide = "A" | "B" | "typical";

export interface ComparedSides {
  readonly base: ComparedSide;
  readonly other: ComparedSide;
}

export const TWO_TRACES: ComparedSides = { base: "A", other: "B" };
export const WITH_TYPICAL: ComparedSides = { base: "typical", other: "A" };

/** What a length is of: a trace, its root where that is shorter, or the mean of others of its operation. */
export type LengthOf =
  "A" | "rootOfA" | "B" | "rootOfB" | "thisTrace" | "rootOfThisTrace" | "meanOfOthers";

export interface LengthSides {
  readonly base: LengthOf;
  readonly other: LengthOf;
}
