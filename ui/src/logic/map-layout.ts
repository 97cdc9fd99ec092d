import { Graph, layout } from "@dagrejs/dagre";
import { BOX_HEIGHT, BOX_WIDTH, LABEL_HEIGHT, LABEL_WIDTH } from "./map-box.ts";

/** Boxes and the lines between them, callers to the left of what they call. All lengths are pixels. */
export interface LayoutRequest {
  readonly nodeIds: readonly string[];
  /** Ids of two nodes. A node that calls itself has no line here. */
  readonly lines: readonly (readonly [client: string, server: string])[];
  /** Room for a text on each line. */
  readonly labelled: boolean;
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

/** Where everything stands. The same request has the same answer. */
export function layoutMap({ nodeIds, lines, labelled }: LayoutRequest): MapLayout {
  const graph = new Graph();
  graph.setGraph({
    rankdir: "LR",
    nodesep: 18,
    ranksep: labelled ? 24 : 70,
    edgesep: 12,
    marginx: MARGIN,
    marginy: MARGIN,
  });
  for (const id of nodeIds) graph.setNode(id, { width: BOX_WIDTH, height: BOX_HEIGHT });
  const label = labelled
    ? { width: LABEL_WIDTH, height: LABEL_HEIGHT, labelpos: "c" as const }
    : {};
  for (const [client, server] of lines) graph.setEdge(client, server, { ...label });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    boxes: nodeIds.map((id) => {
      const { x, y } = graph.node(id) as Corner;
      return { x: x - BOX_WIDTH / 2, y: y - BOX_HEIGHT / 2 };
    }),
    lines: lines.map(([client, server]) => {
      const { points } = graph.edge(client, server) as { points: readonly Corner[] };
      return { path: smoothPath(points), middle: points[Math.floor(points.length / 2)]! };
    }),
  };
}

/** Through the first and last point, bending near those between. */
function smoothPath(points: readonly Corner[]): string {
  const at = ({ x, y }: Corner): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const last = points.length - 1;
  let path = `M${at(points[0]!)}`;
  for (let index = 1; index < last; index++) {
    const [one, other] = [points[index]!, points[index + 1]!];
    const to = index + 1 === last ? other : { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
    path += `Q${at(one)} ${at(to)}`;
  }
  return last < 2 ? `${path}L${at(points[last]!)}` : path;
}
