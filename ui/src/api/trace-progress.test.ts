import { encodeTracePage } from "@spanhouse/model";
import { afterEach, expect, it, vi } from "vitest";
import { pageOf } from "../logic/testing/trace-page.ts";
import { ProgressOfPages, type TraceProgress } from "./trace-progress.ts";

afterEach(() => void vi.restoreAllMocks());

it("adds up what has come of all pages, in chunks of any size", () => {
  let nowMs = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (nowMs += 1_000));
  const said: TraceProgress[] = [];
  const progress = new ProgressOfPages((each) => said.push(each));
  for (const page of [pageOf(0, ["a", "b", "c"]), pageOf(3, ["d"])]) {
    const bytes = encodeTracePage(page);
    const take = progress.follow();
    for (let at = 0; at < bytes.length; at += 7) take(bytes.subarray(at, at + 7));
  }
  const spans = said.map((each) => each.spans);
  expect(spans).toEqual(spans.toSorted());
  expect(new Set(spans).size).toBeGreaterThan(2);
  expect(said.at(-1)).toEqual({ spans: 4, spanCount: 4 });
});

it("says nothing of what comes at once", () => {
  const said: TraceProgress[] = [];
  new ProgressOfPages((each) => said.push(each)).follow()(encodeTracePage(pageOf(0, ["a"])));
  expect(said).toEqual([]);
});
