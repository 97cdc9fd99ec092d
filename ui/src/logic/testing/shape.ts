import type { TreeShape } from "../tree-rows.ts";

/** The shape of a trace drawn as an indented text, two spaces a level, one line a row. For tests. */
export function shapeOf(drawing: string): TreeShape {
  const lines = drawing.split("\n").filter((line) => line.trim() !== "");
  const indents = lines.map((line) => line.search(/\S/));
  const least = Math.min(...indents);
  const depth = indents.map((indent) => (indent - least) / 2);
  const subtreeEnd = depth.map((own, row) => {
    const after = depth.findIndex((other, at) => at > row && other <= own);
    return after < 0 ? depth.length : after;
  });
  const parentRow = depth.map((own, row) =>
    own === 0 ? -1 : depth.findLastIndex((other, at) => at < row && other === own - 1),
  );
  return { depth, parentRow, subtreeEnd };
}
