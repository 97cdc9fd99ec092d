import type { Corner } from "./map-layout.ts";

const DIRECTIONS: Readonly<Record<string, Corner>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** The box an arrow key leads to: the nearest in that direction, sideways distance counting double; or none. */
export function boxTowards(
  boxes: readonly Corner[],
  from: number,
  key: string,
): number | undefined {
  if (key === "Home") return 0;
  if (key === "End") return boxes.length - 1;
  const direction = DIRECTIONS[key];
  const start = boxes[from];
  if (direction === undefined || start === undefined) return undefined;
  let best: number | undefined;
  let leastDistance = Infinity;
  boxes.forEach(({ x, y }, at) => {
    const [dx, dy] = [x - start.x, y - start.y];
    const ahead = dx * direction.x + dy * direction.y;
    const aside = Math.abs(dx * direction.y) + Math.abs(dy * direction.x);
    // What is more aside than ahead lies in another direction; a row further down still counts as down.
    if (ahead <= 0 || (direction.x !== 0 && aside > ahead * 3)) return;
    const distance = ahead + 2 * aside;
    if (distance < leastDistance) [leastDistance, best] = [distance, at];
  });
  return best;
}
