import type { Collapsed } from "./tree-rows.ts";
import { hasChildren, type TreeShape } from "./tree-rows.ts";

/**
 * Which rows are collapsed, for the address: `13:2.a` are rows 2 and 10 of a trace of 13 rows, `13:!0` is every
 * row with children except row 0. Rows are in base 36. It means nothing once the trace has other rows.
 */

/** Longer states are left out of the address: browsers and chats cut long ones. */
const TEXT_LENGTH_MAX = 1_500;

/** The text, "" when nothing is collapsed or it would be too long. */
export function toCollapseText(shape: TreeShape, collapsed: Collapsed): string {
  const closed: string[] = [];
  const open: string[] = [];
  // Beyond this many neither list can fit.
  const countMax = TEXT_LENGTH_MAX / 2;
  for (let row = 0; row < collapsed.length; row++) {
    if (!hasChildren(shape, row)) continue;
    const list = collapsed[row] === 1 ? closed : open;
    if (list.length <= countMax) list.push(row.toString(36));
  }
  if (closed.length === 0) return "";
  const lists = [closed, open].filter((list) => list.length <= countMax);
  const texts = lists.map(
    (list) => `${collapsed.length}:${list === open ? "!" : ""}${list.join(".")}`,
  );
  const shortest = texts.sort((a, b) => a.length - b.length)[0] ?? "";
  return shortest.length <= TEXT_LENGTH_MAX ? shortest : "";
}

/** The state of a text; undefined when it is not one of this trace. */
export function fromCollapseText(shape: TreeShape, text: string): Collapsed | undefined {
  const rowCount = shape.depth.length;
  const [, count, except, list = ""] = /^(\d+):(!?)([0-9a-z.]*)$/.exec(text) ?? [];
  if (count === undefined || Number(count) !== rowCount) return undefined;
  const collapsed = new Uint8Array(rowCount);
  const value = except === "!" ? 0 : 1;
  if (value === 0) {
    for (let row = 0; row < rowCount; row++) collapsed[row] = hasChildren(shape, row) ? 1 : 0;
  }
  for (const part of list.split(".")) {
    const row = part === "" ? -1 : parseInt(part, 36);
    if (row >= 0 && row < rowCount && hasChildren(shape, row)) collapsed[row] = value;
  }
  return collapsed;
}
