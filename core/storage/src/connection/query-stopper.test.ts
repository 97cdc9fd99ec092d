import { describe, expect, it } from "vitest";
import { queryStopper } from "./query-stopper.ts";

describe("queryStopper", () => {
  it("asks again until the query has ended, and then no more", async () => {
    const asked: string[] = [];
    const ends = new Map<string, () => void>();
    const stopper = queryStopper("p", (marks) => {
      asked.push(marks.join(" "));
      // It does not hear the first time.
      if (asked.length === 2) for (const mark of marks) ends.get(mark)?.();
      return Promise.resolve();
    });
    const gone = new AbortController();
    const query = stopper.watch(
      gone.signal,
      (mark) => new Promise<string>((resolve) => ends.set(mark, () => resolve(`${mark} ended`))),
    );
    gone.abort();
    await expect(query).resolves.toBe("p-1 ended");
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(asked).toEqual(["p-1", "p-1"]);
    expect(stopper.stopped).toBe(1);
  });

  it("names all that are unwanted in one request, though the request fails", async () => {
    const asked: string[] = [];
    const ends: (() => void)[] = [];
    const stopper = queryStopper("p", (marks) => {
      asked.push(marks.join(" "));
      if (asked.length === 1) return Promise.reject(new Error("no"));
      for (const end of ends) end();
      return Promise.resolve();
    });
    const gone = new AbortController();
    const query = (): Promise<void> =>
      stopper.watch(gone.signal, () => new Promise((resolve) => ends.push(resolve)));
    const queries = [query(), query()];
    gone.abort();
    await Promise.all(queries);
    expect(asked.at(-1)).toBe("p-1 p-2");
  });

  it("asks nothing when the query ends by itself", async () => {
    const stopper = queryStopper("p", () => Promise.reject(new Error("asked")));
    const gone = new AbortController();
    await expect(stopper.watch(gone.signal, (mark) => Promise.resolve(mark))).resolves.toBe("p-1");
    gone.abort();
    expect(stopper.stopped).toBe(0);
  });
});
