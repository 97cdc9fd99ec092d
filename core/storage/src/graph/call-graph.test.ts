import { describe, expect, it } from "vitest";
import { CallGraphMaker, type ServiceNode } from "./call-graph.ts";
import { CallSums } from "./call-sums.ts";

function service(name: string): ServiceNode {
  return { type: "service", name, namespace: "", environment: "" };
}

function callsOf(count: number): CallSums {
  const sums = new CallSums();
  for (let call = 0; call < count; call++) {
    sums.addCall({ client: { durationNano: 5, isError: false }, weight: 1, traceId: "aa" });
  }
  return sums;
}

describe("a call graph with too many edges", () => {
  it("keeps those with the most calls, and sums the others up at a node called other", () => {
    const maker = new CallGraphMaker();
    for (let host = 1; host <= 9; host++) {
      const server = { ...service(`host-${host}`), type: "virtual_node" as const };
      const client = service(host === 1 ? "rare" : "web");
      maker.addEdge({ minute: 0, client, server, connection: 3, sums: callsOf(host) });
    }
    const edges = [...maker.finish(3, 10).edges.values()];
    const lines = edges.map(
      ({ client, server, sums }) => `${client.name} > ${server.type}:${server.name} ${sums.calls}`,
    );
    expect(lines).toEqual([
      "web > virtual_node:host-9 9",
      "web > virtual_node:host-8 8",
      "web > virtual_node:host-7 7",
      "web > other:other 20",
      "other > other:other 1",
    ]);
  });

  it("adds up what has the same ends", () => {
    const maker = new CallGraphMaker();
    const edge = { minute: 2, client: service("a"), server: service("b"), connection: 0 };
    maker.addEdge({ ...edge, sums: callsOf(2) });
    maker.addEdge({ ...edge, sums: callsOf(3) });
    maker.addEdge({ ...edge, minute: 3, sums: callsOf(1) });
    const calls = [...maker.finish(10, 10).edges.values()].map(({ sums }) => sums.calls);
    expect(calls).toEqual([5, 1]);
  });
});

describe("sums of calls", () => {
  it("are empty again when every call is taken away", () => {
    const sums = new CallSums();
    const call = {
      client: { durationNano: 1_000_000, isError: true },
      server: { durationNano: 900_000, isError: false },
      ...{ weight: 10 / 3, traceId: "aa" },
    };
    sums.addCall(call);
    sums.addCall({ ...call, weight: 1.7 });
    sums.addCall(call, -1);
    sums.addCall({ ...call, weight: 1.7 }, -1);
    expect([sums.spans, sums.clientBins.size, sums.serverBins.size]).toEqual([0, 0, 0]);
    expect(sums.calls).toBeCloseTo(0, 12);
  });
});
