import { counted } from "./counted.ts";
import { defineTexts } from "./define-texts.ts";

/** Parts that are on several pages. */
export const text = defineTexts("widgets", {
  close: "Close",
  tryAgain: "Try again",
  showAllRows: (rows: number) => `Show all ${counted(rows, "row")}`,
  momentOf: (chart: string) => `${chart}, moment`,
  spans: (spans: number) => counted(spans, "span"),
  errors: (errors: number) => counted(errors, "error"),
  errorsShort: (errors: number) => `${errors.toLocaleString()} err`,

  comparison: "Comparison",
  compare: "Compare",
  compareWithTypical: "Compare with the typical trace",

  chosenPath: "Chosen path",
  widen: "Widen",
  pathsAndKeys: "Paths of operations: the arrow keys move, Enter widens one, Escape shows all",
});
