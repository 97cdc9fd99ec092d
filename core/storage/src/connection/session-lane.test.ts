import { describe, expect, it } from "vitest";
import { sessionLane, type SessionLane } from "./session-lane.ts";

/** A use of a session that ends when the test says so. */
function held(): { use: (session: string) => Promise<string>; end: () => void } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { use: (session) => ended.then(() => session), end };
}

function laneOf(
  sessions: readonly string[],
  { waitingMax = 10, waitMsMax = 60_000 } = {},
): SessionLane<string> {
  return sessionLane("search", sessions, { waitingMax, waitMsMax });
}

describe("sessionLane", () => {
  it("lends each session to one query at a time, in the order they came", async () => {
    const lane = laneOf(["a"]);
    const order: string[] = [];
    const first = held();
    const noted = (note: string) => () => Promise.resolve(order.push(note));
    const uses = [
      lane.run(first.use).then(noted("first answered")),
      lane.run(noted("second runs")),
      lane.run(noted("third runs")),
    ];
    await Promise.resolve();
    expect(order).toEqual([]);
    expect(lane.state()).toMatchObject({ running: 1, waiting: 2 });
    first.end();
    await Promise.all(uses);
    expect(order.filter((note) => note.endsWith("runs"))).toEqual(["second runs", "third runs"]);
    expect(order).toContain("first answered");
    expect(lane.state()).toMatchObject({ running: 0, waiting: 0, started: 3, refused: 0 });
  });

  it("refuses at once when too many wait", async () => {
    const lane = laneOf(["a"], { waitingMax: 1 });
    const first = held();
    const running = lane.run(first.use);
    const waiting = lane.run((session) => Promise.resolve(session));
    await expect(lane.run(() => Promise.resolve())).rejects.toMatchObject({
      code: "QUERY_OVERLOADED",
    });
    first.end();
    await expect(Promise.all([running, waiting])).resolves.toEqual(["a", "a"]);
    expect(lane.state()).toMatchObject({ refused: 1 });
  });

  it("refuses who waited too long, and lends nothing to them later", async () => {
    const lane = laneOf(["a"], { waitMsMax: 10 });
    const first = held();
    const running = lane.run(first.use);
    let isRun = false;
    const late = lane.run(() => Promise.resolve((isRun = true)));
    await expect(late).rejects.toMatchObject({ code: "QUERY_OVERLOADED" });
    first.end();
    await running;
    await lane.drained();
    expect(isRun).toBe(false);
    await expect(lane.run((session) => Promise.resolve(session))).resolves.toBe("a");
  });

  it("lets who is no longer wanted out of the line", async () => {
    const lane = laneOf(["a"]);
    const first = held();
    const running = lane.run(first.use);
    const gone = new AbortController();
    const waiting = lane.run(() => Promise.resolve(), gone.signal);
    gone.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    expect(lane.state().waiting).toBe(0);
    first.end();
    await running;
  });

  it("frees a caller at once, and the session when its query is over", async () => {
    const lane = laneOf(["a"]);
    const first = held();
    const gone = new AbortController();
    const running = lane.run(first.use, gone.signal);
    await Promise.resolve();
    gone.abort(new Error("gone"));
    await expect(running).rejects.toThrow("gone");
    expect(lane.state().running).toBe(1);
    first.end();
    await lane.drained();
    expect(lane.state().running).toBe(0);
  });

  it("gets a session back from a query that failed", async () => {
    const lane = laneOf(["a"], { waitingMax: 1 });
    await expect(lane.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await expect(lane.run((session) => Promise.resolve(session))).resolves.toBe("a");
  });

  it("is drained when nothing runs any more", async () => {
    const lane = laneOf(["a", "b"]);
    await lane.drained();
    const one = held();
    const running = lane.run(one.use);
    let isDrained = false;
    const drained = lane.drained().then(() => (isDrained = true));
    await Promise.resolve();
    expect(isDrained).toBe(false);
    one.end();
    await Promise.all([running, drained]);
    expect(isDrained).toBe(true);
  });
});
