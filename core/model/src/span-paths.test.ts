import { describe, expect, it } from "vitest";
import { NO_PATH, SpanPaths, type PathRows } from "./span-paths.ts";

const names = { services: ["web", "db"], operations: ["GET /cart", "SELECT item", "render"] };

const cart: PathRows = {
  ...names,
  parentRow: [-1, 0, 0, 0],
  service: [0, 1, 1, 0],
  operation: [0, 1, 1, 2],
  kind: [2, 3, 3, 1],
};

describe("SpanPaths", () => {
  it("gives spans that are reached in the same way one path", () => {
    const paths = new SpanPaths();
    expect([...paths.addRows(cart, 4)]).toEqual([0, 1, 1, 2]);
    expect(paths.parent).toEqual([-1, 0, 0]);
    expect(paths.step[1]).toEqual({ service: "db", operation: "SELECT item", kind: 3 });
  });

  it("knows the paths of one trace in another, whatever the numbers of its names are", () => {
    const paths = new SpanPaths();
    paths.addRows(cart, 4);
    const other: PathRows = {
      services: ["db", "web"],
      operations: ["render", "GET /cart", "SELECT item"],
      parentRow: [-1, 0, 1, 0],
      service: [1, 1, 0, 0],
      operation: [1, 0, 2, 2],
      kind: [2, 1, 3, 3],
    };
    // The query below `render` is reached in another way than the one below the root.
    expect([...paths.addRows(other, 4)]).toEqual([0, 2, 3, 1]);
    expect(paths.parent[3]).toBe(2);
    expect(paths.pathOf(0, { service: "db", operation: "SELECT item", kind: 3 })).toBe(1);
  });

  it("tells spans of one name and different kinds apart", () => {
    const paths = new SpanPaths();
    const rows = { ...cart, operation: [0, 1, 1, 1], service: [0, 1, 1, 1], kind: [2, 3, 2, 3] };
    expect([...paths.addRows(rows, 4)]).toEqual([0, 1, 2, 1]);
  });

  it("leaves out paths beyond its bound, and everything below them", () => {
    const paths = new SpanPaths(2);
    const deep = { ...cart, parentRow: [-1, 0, 1, 2], operation: [0, 1, 2, 0] };
    expect([...paths.addRows(deep, 4)]).toEqual([0, 1, NO_PATH, NO_PATH]);
    expect(paths.count).toBe(2);
    // What it knows already is counted still.
    expect([...paths.addRows(cart, 2)]).toEqual([0, 1]);
  });

  it("follows 10,000 levels of distinct names", () => {
    const count = 10_000;
    const all = Array.from({ length: count }, (_, row) => row);
    const paths = new SpanPaths();
    const pathOf = paths.addRows(
      {
        services: ["web"],
        operations: all.map((row) => `level ${row}`),
        parentRow: all.map((row) => row - 1),
        service: all.map(() => 0),
        operation: all,
        kind: all.map(() => 1),
      },
      count,
    );
    expect(pathOf[count - 1]).toBe(count - 1);
    expect(paths.parent[count - 1]).toBe(count - 2);
  });
});
