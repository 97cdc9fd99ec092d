import { expect, it } from "vitest";
import { traceOfLines } from "./testing/trace-of-lines.ts";
import { traceCalls } from "./trace-calls.ts";
import { operationCount, traceGraph } from "./trace-graph.ts";

const trace = traceOfLines(`
  shop GET /cart 0..100
    db SELECT 10..30
    db SELECT 40..80 error
      db SELECT 41..50
    shop render 90..99
`);
const calls = traceCalls(trace);

it("has an operation as a box, with the calls that come in, and says where it is", () => {
  const { graph, places } = traceGraph(trace, calls);
  const boxes = graph.nodes.map(({ name, in: { calls, errors, p95Us } }) => [
    ...[name, calls, errors, p95Us],
  ]);
  expect(boxes).toEqual([
    ["SELECT", 3, 1, 23_000],
    ["GET /cart", 1, 0, 100_000],
    ["render", 1, 0, 9_000],
  ]);
  expect(operationCount(calls)).toBe(3);
  expect(graph.nodes.map(({ id }) => places.get(id)?.firstRow)).toEqual([1, 0, 4]);
});

it("has a line for all calls between two operations", () => {
  const { pairs } = traceGraph(trace, calls).graph;
  expect(pairs.map(({ client, server, calls }) => [client.name, server.name, calls])).toEqual([
    ["GET /cart", "SELECT", 2],
    ["SELECT", "SELECT", 1],
    ["GET /cart", "render", 1],
  ]);
});
