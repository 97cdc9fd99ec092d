import { describe, expect, it } from "vitest";
import { sessionPool } from "./session-pool.ts";

/** A use of a session that ends when the test says so. */
function held(): { use: (session: string) => Promise<string>; end: () => void } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { use: (session) => ended.then(() => session), end };
}

describe("sessionPool", () => {
  it("lends each session to one query at a time, in the order they came", async () => {
    const pool = sessionPool(["a"], 10);
    const order: string[] = [];
    const first = held();
    const noted = (note: string) => () => Promise.resolve(order.push(note));
    const uses = [
      pool.run(first.use).then(noted("first answered")),
      pool.run(noted("second runs")),
      pool.run(noted("third runs")),
    ];
    await Promise.resolve();
    expect(order).toEqual([]);
    first.end();
    await Promise.all(uses);
    expect(order.filter((note) => note.endsWith("runs"))).toEqual(["second runs", "third runs"]);
    expect(order).toContain("first answered");
  });

  it("refuses at once when too many wait", async () => {
    const pool = sessionPool(["a"], 1);
    const first = held();
    const running = pool.run(first.use);
    const waiting = pool.run((session) => Promise.resolve(session));
    await expect(pool.run(() => Promise.resolve())).rejects.toMatchObject({
      code: "QUERY_TIMEOUT",
    });
    first.end();
    await expect(Promise.all([running, waiting])).resolves.toEqual(["a", "a"]);
  });

  it("gets a session back from a query that failed", async () => {
    const pool = sessionPool(["a"], 1);
    await expect(pool.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await expect(pool.run((session) => Promise.resolve(session))).resolves.toBe("a");
  });

  it("is drained when nothing runs any more", async () => {
    const pool = sessionPool(["a", "b"], 1);
    await pool.drained();
    const one = held();
    const running = pool.run(one.use);
    let isDrained = false;
    const drained = pool.drained().then(() => (isDrained = true));
    await Promise.resolve();
    expect(isDrained).toBe(false);
    one.end();
    await Promise.all([running, drained]);
    expect(isDrained).toBe(true);
  });
});
