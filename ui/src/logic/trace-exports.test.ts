import { expect, it } from "vitest";
import { toPerfettoJson } from "./perfetto-trace.ts";
import { traceOfLines } from "./testing/trace-of-lines.ts";
import { toMarkdown } from "./trace-markdown.ts";
import { toTraceModel } from "./trace-model.ts";

const TRACE = traceOfLines(`
  web GET /a|b 0..100 server
    cart load 10..40
      cart query 20..50 client error
    cart save 60..90
`);

interface ChromeEvent {
  readonly ph: string;
  readonly pid: number;
  readonly tid?: number;
  readonly ts: number;
  readonly dur: number;
  readonly name: string;
}

it("writes trace events in which what overlaps is on tracks of its own", () => {
  const { traceEvents } = JSON.parse(toPerfettoJson(TRACE)) as {
    readonly traceEvents: readonly ChromeEvent[];
  };
  expect(traceEvents.filter(({ ph }) => ph === "M")).toHaveLength(2);
  const spans = traceEvents.filter(({ ph }) => ph === "X");
  expect(spans.map(({ name, pid, tid, ts, dur }) => [name, pid, tid, ts, dur])).toEqual([
    ["GET /a|b", 1, 1, 0, 100_000],
    ["load", 2, 1, 10_000, 30_000],
    // It ends after the one it began in.
    ["query", 2, 2, 20_000, 30_000],
    ["save", 2, 1, 60_000, 30_000],
  ]);
});

it("writes a summary whose table no name can break", () => {
  const text = toMarkdown(toTraceModel(TRACE), "http://host/trace/1");
  expect(text).toContain(String.raw`### web GET /a\|b: 100 ms`);
  expect(text).toContain("(http://host/trace/1)");
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  for (const row of rows) expect(row.replaceAll(String.raw`\|`, "").split("|")).toHaveLength(7);
});
