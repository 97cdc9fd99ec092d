import { describe, expect, it } from "vitest";
import { CallEndNumbers, OTHER } from "./call-end-numbers.ts";
import { UNKNOWN } from "./call-graph.ts";
import { CallSumsTable, CLIENT, SERVER, type SumsColumns } from "./call-sums-table.ts";

const TRACE = Buffer.from("ab".repeat(16), "hex");

function count(
  table: CallSumsTable,
  client: number,
  server: number,
  { calls = 1, minute = 0, times = 1 } = {},
): void {
  const place = table.place({ client, server, minute, connection: 3 });
  const sums = { clientSumNano: 5 * calls, serverSumNano: 0, errors: calls / 2 };
  table.add(place, { spans: times, calls, ...sums }, TRACE, 0);
  table.addBin(place, CLIENT, 7, calls);
}

/** `client > server minute calls`, by calls. */
function linesOf({ keys, calls }: SumsColumns): string[] {
  const order = [...calls.keys()].sort((a, b) => calls[b]! - calls[a]!);
  return order.map((at) => {
    const { client, server, minute } = keys[at]!;
    return `${client} > ${server} ${minute} ${calls[at]!}`;
  });
}

describe("sums of calls", () => {
  it("are those of each key", () => {
    const table = new CallSumsTable(100, OTHER);
    count(table, 1, 2, { calls: 2 });
    count(table, 1, 2, { calls: 3 });
    count(table, 1, 2, { calls: 1, minute: 4 });
    const columns = table.columns(100);
    expect(linesOf(columns)).toEqual(["1 > 2 0 5", "1 > 2 4 1"]);
    expect(columns.errors).toEqual(Float64Array.of(2.5, 0.5));
    expect(columns.clientSumNano).toEqual(Float64Array.of(25, 5));
    expect(columns.exemplars).toEqual(Uint8Array.from([...TRACE, ...TRACE]));
    expect(columns.keys[0]!.connection).toBe(3);
  });

  it("have their sketches one after the other", () => {
    const table = new CallSumsTable(100, OTHER);
    for (const [server, bins] of [[8, 9], [1], [], [3, 8, 9]].entries()) {
      const place = table.place({ client: 1, server, minute: 0, connection: 0 });
      const sums = { calls: 1, errors: 0, clientSumNano: 0, serverSumNano: 0 };
      table.add(place, { spans: 1, ...sums }, TRACE, 0);
      for (const bin of bins) table.addBin(place, SERVER, bin, 0.5);
      table.addBin(place, SERVER, 20, 2);
    }
    const { client, server } = table.columns(100);
    expect(server.ends).toEqual(Uint32Array.of(3, 5, 6, 10));
    expect(server.bins).toEqual(Uint16Array.of(8, 9, 20, 1, 20, 20, 3, 8, 9, 20));
    expect(server.weights).toEqual(Float64Array.of(0.5, 0.5, 2, 0.5, 2, 2, 0.5, 0.5, 0.5, 2));
    expect([client.bins.length, ...client.ends]).toEqual([0, 0, 0, 0, 0]);
  });

  it("are gone when every call is taken away", () => {
    const table = new CallSumsTable(100, OTHER);
    for (const sign of [1, -1]) {
      count(table, 1, 2, { calls: sign * (10 / 3), times: sign });
      count(table, 1, 2, { calls: sign * 1.7, times: sign });
    }
    count(table, 1, 3);
    const columns = table.columns(100);
    expect(linesOf(columns)).toEqual(["1 > 3 0 1"]);
    expect([...columns.client.bins]).toEqual([7]);
  });

  it("grow", () => {
    const table = new CallSumsTable(20_000, OTHER);
    for (let server = 1; server <= 10_000; server++) count(table, 1, server, { calls: server });
    const { keys, calls, client } = table.columns(20_000);
    expect(keys.map(({ server }) => server)).toEqual([...calls]);
    expect([keys.length, client.weights[9_999]]).toEqual([10_000, 10_000]);
  });
});

describe("too many edges", () => {
  it("keeps those with the most calls, and sums the others up at a node called other", () => {
    const table = new CallSumsTable(100, OTHER);
    for (let host = 1; host <= 9; host++) {
      count(table, host === 1 ? 50 : 51, host, { calls: host, minute: 2 });
    }
    const columns = table.columns(3);
    const expected = ["51 > 9 2 9", "51 > 8 2 8", "51 > 7 2 7", `51 > ${OTHER} 2 20`];
    const rare = `${OTHER} > ${OTHER} 2 1`;
    expect(linesOf(columns).sort()).toEqual([...expected, rare].sort());
    const sums = columns.calls.map((calls, at) => columns.client.weights[at]! - calls);
    expect([...sums]).toEqual([0, 0, 0, 0, 0]);
  });

  it("adds up between nodes called other while there is no room, and takes away from there", () => {
    const table = new CallSumsTable(2, OTHER);
    for (const server of [1, 2, 3, 4]) count(table, 9, server);
    count(table, 9, 1);
    count(table, 9, 4, { calls: -1, times: -1 });
    expect(linesOf(table.columns(100))).toEqual([
      "9 > 1 0 2",
      "9 > 2 0 1",
      `${OTHER} > ${OTHER} 0 1`,
    ]);
  });
});

describe("ends of calls", () => {
  it("have numbers, and those of one service share one", () => {
    const names = { type: "service", namespace: "", environment: "" } as const;
    const numbers = new CallEndNumbers((id) => ({ ...names, name: id.slice(0, 4) }));
    const [first, second] = [numbers.resource("cart-1"), numbers.resource("cart-2")];
    const unknown = numbers.named(UNKNOWN);
    expect([numbers.resource("cart-1"), numbers.named(UNKNOWN)]).toEqual([first, unknown]);
    expect(numbers.serviceOf(first)).toBe(numbers.serviceOf(second));
    expect(numbers.services[numbers.serviceOf(first)]!.name).toBe("cart");
    expect(numbers.services[numbers.serviceOf(unknown)]).toEqual(UNKNOWN);
    expect(numbers.nodes[OTHER]!.type).toBe("other");
  });
});
