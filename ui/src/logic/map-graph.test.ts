import type { OwnGraph } from "@spanhouse/model";
import { describe, expect, it } from "vitest";
import { busiest, foundNodes, toMapGraph, within } from "./map-graph.ts";
import { BOX_HEIGHT, BOX_WIDTH, LABEL_WIDTH } from "./map-box.ts";
import { layoutMap } from "./map-layout.ts";
import { boxTowards } from "./box-keys.ts";
import { cellAt, cellStrength, placeAfterKey, placeOfPair, toMatrix } from "./map-matrix.ts";

/** `a/web>b/cart` per edge: namespaces before the slash. */
function graphOf(edges: readonly string[]): Pick<OwnGraph, "nodes" | "edges"> {
  const numbers = (calls: number) => ({
    ...{ calls, errors: calls / 2, callsPerSecond: calls, errorRatio: 0.5 },
    ...{ p50Us: calls, p95Us: calls, p99Us: calls },
  });
  const ids = [...new Set(edges.flatMap((edge) => edge.split(">")))];
  return {
    nodes: ids.map((id) => ({
      id,
      name: id.split("/")[1]!,
      type: "service",
      attributes: { "service.namespace": id.split("/")[0]! },
      in: numbers(1),
      out: numbers(1),
    })),
    edges: edges.map((edge, at) => ({
      client: edge.split(">")[0]!,
      server: edge.split(">")[1]!,
      connectionType: at % 2 === 0 ? "" : "database",
      now: numbers(at + 1),
      exemplarTraceId: "",
    })),
  };
}

const graph = toMapGraph(graphOf(["b/web>a/cart", "b/web>a/cart", "a/cart>a/db", "b/web>c/mail"]));

describe("the map", () => {
  it("has one pair for all edges between two nodes, with the highest p95", () => {
    expect(graph.pairs.map(({ key, calls }) => [key, calls])).toEqual([
      ["b/web\na/cart", 3],
      ["a/cart\na/db", 3],
      ["b/web\nc/mail", 4],
    ]);
    expect(graph.pairs[0]).toMatchObject({ errorRatio: 0.5, p95Us: 2 });
  });

  it("keeps of a namespace what is in it and next to it", () => {
    const near = within(graph, "a");
    expect(near.nodes.map(({ id }) => id)).toEqual(["b/web", "a/cart", "a/db"]);
    expect(near.pairs).toHaveLength(2);
  });

  it("draws the busiest, and always what was found", () => {
    const found = foundNodes(graph.nodes, " MAI ");
    const drawn = busiest(graph, { nodes: 2, pairs: 9 }, found);
    expect(drawn.nodes.map(({ id }) => id)).toEqual(["c/mail", "b/web"]);
    expect(drawn.pairs.map(({ key }) => key)).toEqual(["b/web\nc/mail"]);
    expect(busiest(graph, { nodes: 9, pairs: 1 }, found).pairs).toHaveLength(1);
  });

  it("tells nodes of one name apart by their namespaces", () => {
    const carts = toMapGraph(graphOf(["b/web>a/cart", "b/web>c/cart"]));
    const names = ["web", "cart (a)", "cart (c)"];
    expect([...carts.names.values()]).toEqual(names);
    // A part of the graph, in which there is only one of them, says the same.
    const drawn = busiest(within(carts, "a"), { nodes: 1, pairs: 1 }, new Set(["a/cart"]));
    expect(drawn.nodes.map(({ id }) => drawn.names.get(id))).toEqual(["cart (a)"]);
    expect(toMatrix(within(carts, "a")).names).toEqual(["cart (a)", "web"]);
  });

  it("tells nodes of one name and no namespace apart by what they are", () => {
    const { nodes, edges } = graphOf(["b/web>a/db", "b/web>c/db"]);
    const typed = nodes.map((node) =>
      node.name === "web"
        ? node
        : { ...node, attributes: {}, type: node.id === "a/db" ? "database" : "virtual_node" },
    ) as typeof nodes;
    expect([...toMapGraph({ nodes: typed, edges }).names.values()]).toEqual([
      ...["web", "db (database)", "db (host)"],
    ]);
  });

  it("stands with callers to the left, reached by arrows", () => {
    const layout = layoutMap({
      nodeIds: ["web", "cart", "db"],
      lines: [
        ["web", "cart"],
        ["cart", "db"],
      ],
      labelWidth: LABEL_WIDTH,
    });
    const [web, cart, db] = layout.boxes;
    expect(web!.x).toBeLessThan(cart!.x);
    expect(cart!.x).toBeLessThan(db!.x);
    const level = (web!.y + BOX_HEIGHT / 2).toFixed(1);
    expect(layout.lines[0]!.path).toMatch(
      new RegExp(
        `^M${(web!.x + BOX_WIDTH).toFixed(1)} ${level}C.* ${cart!.x.toFixed(1)} ${level}$`,
      ),
    );
    expect(boxTowards(layout.boxes, 0, "ArrowRight")).toBe(1);
    expect(boxTowards(layout.boxes, 0, "ArrowLeft")).toBeUndefined();
    expect(boxTowards(layout.boxes, 0, "End")).toBe(2);
  });
});

describe("the places of a map", () => {
  const line = (client: string, server: string) => [client, server] as const;
  const corner = ({ x, y }: { readonly x: number; readonly y: number }) => [x, y];

  it("are below the others, in rows, for what calls nothing and is not called", () => {
    const alone = ["a", "b", "c", "d", "e"];
    const nodeIds = ["web", ...alone, "cart"];
    const layout = layoutMap({ nodeIds, lines: [line("web", "cart")], labelWidth: 0 });
    const [web, a, b, , , e, cart] = layout.boxes;
    expect(a!.y).toBeGreaterThan(Math.max(web!.y, cart!.y) + BOX_HEIGHT);
    expect(corner(b!)).toEqual([a!.x + BOX_WIDTH + 18, a!.y]);
    expect(corner(e!)).toEqual([a!.x, a!.y + BOX_HEIGHT + 18]);
    expect(layout.height).toBeGreaterThan(e!.y + BOX_HEIGHT);
    expect(layout.width).toBeGreaterThan(layout.boxes[4]!.x + BOX_WIDTH);
    const { boxes, lines } = layoutMap({ nodeIds: alone, lines: [], labelWidth: LABEL_WIDTH });
    expect(boxes).toHaveLength(5);
    expect(lines).toEqual([]);
  });

  it("let the line of a call that leads back begin at the side it leads to", () => {
    const ring = [line("a", "b"), line("b", "c"), line("c", "a")];
    const { boxes, lines } = layoutMap({ nodeIds: ["a", "b", "c"], lines: ring, labelWidth: 0 });
    for (const [at, { path }] of lines.entries()) {
      const [client, server] = ring[at]!.map((id) => boxes["abc".indexOf(id)]!);
      const [from, to] = [path.match(/^M([\d.]+)/)![1], path.match(/([\d.]+) [\d.]+$/)![1]];
      const leadsBack = server!.x < client!.x;
      expect(Number(from)).toBeCloseTo(client!.x + (leadsBack ? 0 : BOX_WIDTH), 0);
      expect(Number(to)).toBeCloseTo(server!.x + (leadsBack ? BOX_WIDTH : 0), 0);
    }
  });
});

describe("the matrix", () => {
  const matrix = toMatrix(graph);

  it("has namespaces together and a cell where a row calls a column", () => {
    expect(matrix.nodes.map(({ id }) => id)).toEqual(["a/cart", "a/db", "b/web", "c/mail"]);
    expect(matrix.names).toEqual(["cart", "db", "web", "mail"]);
    expect(cellAt(matrix, { row: 2, column: 0 })?.key).toBe("b/web\na/cart");
    expect(cellAt(matrix, { row: 0, column: 2 })).toBeUndefined();
    expect(placeOfPair(matrix, "b/web\nc/mail")).toEqual({ row: 2, column: 3 });
  });

  it.each([
    ["ArrowRight", false, { row: 2, column: 1 }],
    ["ArrowRight", true, { row: 2, column: 3 }],
    ["ArrowLeft", false, { row: 2, column: 0 }],
    ["ArrowUp", true, { row: 2, column: 0 }],
    ["End", false, { row: 2, column: 3 }],
    ["Home", true, { row: 0, column: 0 }],
    ["PageDown", false, { row: 3, column: 0 }],
  ])("goes with %s (ctrl: %s) to %o", (key, ctrl, to) => {
    expect(placeAfterKey(matrix, { row: 2, column: 0 }, key, ctrl)).toEqual(to);
  });

  it("leaves other keys alone and draws rare calls weaker", () => {
    expect(placeAfterKey(matrix, { row: 0, column: 0 }, "x", false)).toBeUndefined();
    expect(cellStrength(100, 100)).toBe(1);
    expect(cellStrength(0.0001, 100)).toBe(0.15);
    expect(cellStrength(1, 100)).toBeCloseTo(0.5);
  });
});
