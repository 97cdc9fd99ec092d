import { Graph, layout } from "@dagrejs/dagre";
import { BOX_HEIGHT, BOX_WIDTH, LABEL_HEIGHT } from "./map-box.ts";

/** Boxes and the lines between them, callers to the left of what they call. All lengths are pixels. */
export interface LayoutRequest {
  readonly nodeIds: readonly string[];
  /** Ids of two nodes. A node that calls itself has no line here. */
  readonly lines: readonly (readonly [client: string, server: string])[];
  /** Room for a text on each line; 0 for none. */
  readonly labelWidth: number;
}

export interface MapLayout {
  readonly width: number;
  readonly height: number;
  /** Left upper corners, in the order of the request. */
  readonly boxes: readonly Corner[];
  /** A path of SVG and the middle of its text, in the order of the request. */
  readonly lines: readonly { readonly path: string; readonly middle: Corner }[];
}

export interface Corner {
  readonly x: number;
  readonly y: number;
}

const MARGIN = 24;
/** Above and below: the buttons for the size stand over the upper edge. */
const MARGIN_TOP = 44;
const BOX_GAP = 18;
/** Boxes without lines stand in rows of at least this many, below the others. */
const LONE_PER_ROW_MIN = 4;

/** Where everything stands. The same request has the same answer. */
export function layoutMap({ nodeIds, lines, labelWidth }: LayoutRequest): MapLayout {
  const connected = new Set(lines.flat());
  const lone = nodeIds.filter((id) => !connected.has(id));
  const graph = new Graph();
  graph.setGraph({
    rankdir: "LR",
    nodesep: BOX_GAP,
    ranksep: labelWidth > 0 ? 40 : 70,
    edgesep: 12,
    marginx: MARGIN,
    marginy: MARGIN_TOP,
  });
  for (const id of nodeIds) {
    if (connected.has(id)) graph.setNode(id, { width: BOX_WIDTH, height: BOX_HEIGHT });
  }
  const label =
    labelWidth > 0 ? { width: labelWidth, height: LABEL_HEIGHT, labelpos: "c" as const } : {};
  for (const [client, server] of lines) graph.setEdge(client, server, { ...label });
  if (connected.size > 0) layout(graph);
  const drawn = connected.size > 0 ? (graph.graph() as { width: number; height: number }) : NOTHING;
  const rows = rowsBelow(drawn, lone.length);
  const placeOf = new Map(lone.map((id, at) => [id, rows.cornerOf(at)]));
  return {
    width: Math.max(drawn.width, rows.width),
    height: rows.height,
    boxes: nodeIds.map((id) => {
      const place = placeOf.get(id);
      if (place !== undefined) return place;
      const { x, y } = graph.node(id) as Corner;
      return { x: x - BOX_WIDTH / 2, y: y - BOX_HEIGHT / 2 };
    }),
    lines: lines.map(([client, server]) => {
      const { points, x, y } = graph.edge(client, server) as RoutedLine;
      const [from, to] = [graph.node(client) as Corner, graph.node(server) as Corner];
      // From side to side: what begins above or below a box runs into its neighbours.
      const half = (from.x > to.x ? -labelWidth : labelWidth) / 2;
      const inner = points.slice(1, -1).flatMap((point) => alongLabel(point, x, y, half));
      const leaves = { x: from.x + side(from, inner[0] ?? to), y: from.y };
      const arrives = { x: to.x + side(to, inner.at(-1) ?? from), y: to.y };
      return {
        path: levelPath([leaves, ...inner, arrives]),
        middle: x === undefined ? points[Math.floor(points.length / 2)]! : { x, y: y! },
      };
    }),
  };
}

interface RoutedLine {
  readonly points: readonly Corner[];
  /** The middle of its text, where it has one. */
  readonly x?: number;
  readonly y?: number;
}

/** A line is level below the whole of its text, so that it does not cross those above and below. */
function alongLabel(
  point: Corner,
  x: number | undefined,
  y: number | undefined,
  /** Half the width of the text, below 0 on a line that leads back. */
  half: number,
): readonly Corner[] {
  if (x === undefined || point.x !== x || point.y !== y) return [point];
  return [
    { x: x - half, y },
    { x: x + half, y },
  ];
}

const NOTHING = { width: 0, height: 0 };

/** Half a box to the side on which `other` is. */
function side({ x }: Corner, other: Corner): number {
  return (other.x < x ? -BOX_WIDTH : BOX_WIDTH) / 2;
}

/** Rows for `count` boxes below what is drawn, as wide as that. */
function rowsBelow(drawn: { readonly width: number; readonly height: number }, count: number) {
  const step = BOX_WIDTH + BOX_GAP;
  const perRow = Math.max(
    LONE_PER_ROW_MIN,
    Math.floor((drawn.width - 2 * MARGIN + BOX_GAP) / step),
  );
  const top = Math.max(MARGIN_TOP, drawn.height - MARGIN_TOP + 2 * BOX_GAP);
  const rowCount = Math.ceil(count / perRow);
  return {
    cornerOf: (at: number): Corner => ({
      x: MARGIN + (at % perRow) * step,
      y: top + Math.floor(at / perRow) * (BOX_HEIGHT + BOX_GAP),
    }),
    width: count === 0 ? 0 : 2 * MARGIN + Math.min(count, perRow) * step - BOX_GAP,
    height: count === 0 ? drawn.height : top + rowCount * (BOX_HEIGHT + BOX_GAP) - BOX_GAP + MARGIN,
  };
}

/** Through all points, level at each of them. */
function levelPath(points: readonly Corner[]): string {
  const at = ({ x, y }: Corner): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
  let path = `M${at(points[0]!)}`;
  for (let index = 1; index < points.length; index++) {
    const [from, to] = [points[index - 1]!, points[index]!];
    const x = (from.x + to.x) / 2;
    path += `C${at({ x, y: from.y })} ${at({ x, y: to.y })} ${at(to)}`;
  }
  return path;
}
