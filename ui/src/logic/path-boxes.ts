/**
 * A flame graph of paths (core/model, span-paths.ts): all spans that were reached in the same way are one box, as
 * wide as the time of it and of all that is below it. Shares are of the width of the whole, 0 to 1.
 *
 *   [ web GET /cart                         ]   level 0
 *   [ db SELECT item × 12  ][ render ]          level 1, the widest first; what is left over is the box above
 */
export interface PathBoxes {
  /** A level after the other, each from left to right. */
  readonly boxes: readonly PathBox[];
  readonly levelCount: number;
}

export interface PathBox {
  readonly path: number;
  readonly level: number;
  readonly from: number;
  readonly to: number;
}

/** Narrower boxes are left out, with all that is below them: about a pixel. */
const SHARE_MIN = 1 / 1_500;

interface PathWeights {
  /** By path: the path that it continues, or -1. It comes before the path. */
  readonly parent: readonly number[];
  /** By path: its weight with all that is below it. */
  readonly weight: Float64Array;
}

/** The weight of each path with all that is below it. Nothing here recurses. */
export function weighPaths(parent: readonly number[], own: Float64Array): Float64Array {
  const weight = Float64Array.from(own, (one) => Math.max(0, one));
  for (let path = parent.length - 1; path >= 0; path--) {
    const above = parent[path]!;
    if (above >= 0) weight[above]! += weight[path]!;
  }
  return weight;
}

/** The boxes below `focus`, with those above it as wide as it; of everything when it is -1. */
export function layPaths({ parent, weight }: PathWeights, focus: number): PathBoxes {
  const boxes: PathBox[] = [];
  const above = pathsAbove(parent, focus);
  above.forEach((path, level) => boxes.push({ path, level, from: 0, to: 1 }));
  const childrenOf = childrenByWeight(parent, weight);
  let level = above.length;
  let row: PathBox[] =
    focus >= 0
      ? [{ path: focus, level, from: 0, to: 1 }]
      : placed(childrenOf.get(-1) ?? [], weight, { level, from: 0, to: 1 });
  while (row.length > 0) {
    boxes.push(...row);
    level++;
    row = row.flatMap(({ path, from, to }) => {
      // The children share the width in proportion to the time of the box itself.
      return placed(childrenOf.get(path) ?? [], weight, { level, from, to }, weight[path]);
    });
  }
  return { boxes, levelCount: level };
}

function placed(
  paths: readonly number[],
  weight: Float64Array,
  { level, from, to }: { readonly level: number; readonly from: number; readonly to: number },
  whole = paths.reduce((sum, path) => sum + weight[path]!, 0),
): PathBox[] {
  const boxes: PathBox[] = [];
  let at = from;
  for (const path of paths) {
    const end = at + (whole > 0 ? (weight[path]! / whole) * (to - from) : 0);
    if (end - at < SHARE_MIN) break;
    boxes.push({ path, level, from: at, to: end });
    at = end;
  }
  return boxes;
}

function childrenByWeight(
  parent: readonly number[],
  weight: Float64Array,
): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>();
  parent.forEach((above, path) => {
    const siblings = children.get(above);
    if (siblings === undefined) children.set(above, [path]);
    else siblings.push(path);
  });
  for (const siblings of children.values()) {
    siblings.sort((a, b) => weight[b]! - weight[a]! || a - b);
  }
  return children;
}

/** From the top down, without the path itself. */
function pathsAbove(parent: readonly number[], path: number): readonly number[] {
  const above: number[] = [];
  if (path < 0) return above;
  for (let at = parent[path]!; at >= 0; at = parent[at]!) above.push(at);
  return above.reverse();
}

/** Where a key leads from a box, or undefined when it leads nowhere. */
export function boxBeside({ boxes }: PathBoxes, path: number, key: string): number | undefined {
  const at = boxes.findIndex((box) => box.path === path);
  const box = boxes[at];
  if (box === undefined) return boxes[0]?.path;
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (step !== undefined) {
    const beside = boxes[at + step];
    return beside?.level === box.level ? beside.path : undefined;
  }
  const level = { ArrowDown: box.level + 1, ArrowUp: box.level - 1 }[key];
  const next = boxes.find(
    (other) => other.level === level && other.to > box.from && other.from < box.to,
  );
  return next?.path;
}
