import { spanIdText } from "@spanhouse/model";
import { describe, expect, it } from "vitest";
import { traceOfRow } from "./linked-parts.ts";
import { stitchTraces } from "./stitch-traces.ts";
import { traceOfLines } from "./testing/trace-of-lines.ts";
import type { Trace } from "./trace.ts";
import { rowOfSpanKey, spanKeyOf, toTraceModel } from "./trace-model.ts";

const WORKER_ID = "a".repeat(32);
const MAIL_ID = "b".repeat(32);

/** With a critical path of the root's time, `ms` after the first trace. */
function at(ms: number, traceId: string, drawing: string, path: Partial<Trace> = {}): Trace {
  const trace = traceOfLines(drawing);
  return { ...trace, traceId, startUnixNano: String(BigInt(ms) * 1_000_000n), ...path };
}

function critical(...pieces: readonly (readonly [row: number, fromMs: number, toMs: number])[]) {
  return {
    criticalPath: {
      row: Int32Array.from(pieces, ([row]) => row),
      startNano: Float64Array.from(pieces, ([, fromMs]) => fromMs * 1e6),
      endNano: Float64Array.from(pieces, ([, , toMs]) => toMs * 1e6),
    },
  };
}

const order = at(
  100,
  "1".repeat(32),
  `
  web POST /order 0..100
    web check 5..20
    kafka send 30..35
    web render 40..90
`,
  { durationUs: 100_000, ...critical([0, 0, 40], [3, 40, 90], [0, 90, 100]) },
);
const work = at(
  300,
  WORKER_ID,
  `
  worker handle 0..200
    db INSERT 10..150
    kafka send 160..170
`,
  { durationUs: 200_000, ...critical([0, 0, 10], [1, 10, 150], [0, 150, 200]) },
);
const mail = at(900, MAIL_ID, "mail deliver 0..50", {
  durationUs: 50_000,
  ...critical([0, 0, 50]),
});
const traces = [
  { trace: order },
  { trace: work, below: { part: 0, row: 2 } },
  { trace: mail, below: { part: 1, row: 2 } },
];
const handOffs = [
  { from: { part: 0, row: 2 }, to: { part: 1, row: 0 } },
  { from: { part: 1, row: 2 }, to: { part: 2, row: 0 } },
];

function drawn({ spans, services, operations }: Trace): readonly string[] {
  return Array.from(spans.depth, (depth, row) => {
    const name = `${services[spans.service[row]!]!.name} ${operations[spans.operation[row]!]}`;
    return `${" ".repeat(depth)}${name} ${spans.startUs[row]! / 1000}`;
  });
}

/** `row fromMs..toMs` */
function pathOf({ criticalPath: { row, startNano, endNano } }: Trace): readonly string[] {
  return Array.from(
    row,
    (of, place) => `${of} ${startNano[place]! / 1e6}..${endNano[place]! / 1e6}`,
  );
}

describe("stitchTraces", () => {
  it("puts each linked trace below its span, on one axis of time", () => {
    const whole = stitchTraces(traces, handOffs, ["one was left out"]);
    expect(drawn(whole)).toEqual([
      "web POST /order 0",
      " web check 5",
      " kafka send 30",
      "  worker handle 200",
      "   db INSERT 210",
      "   kafka send 360",
      "    mail deliver 800",
      " web render 40",
    ]);
    expect([...whole.spans.subtreeEnd]).toEqual([8, 2, 7, 7, 5, 7, 7, 8]);
    expect([...whole.spans.parentRow]).toEqual([-1, 0, 0, 2, 3, 3, 5, 0]);
    expect(whole).toMatchObject({ traceId: order.traceId, durationUs: 850_000, depthMax: 4 });
    expect(whole.warnings).toEqual(["one was left out"]);
    expect(whole.services.map(({ name, spanCount }) => [name, spanCount])).toContainEqual([
      ...["kafka", 2],
    ]);
    expect(whole.linked?.handOffs).toEqual([
      { from: 2, to: 3 },
      { from: 5, to: 6 },
    ]);
  });

  it("counts time from the earliest trace, also when that is a linked one", () => {
    const whole = stitchTraces(
      [{ trace: work }, { trace: order, below: { part: 0, row: 0 } }],
      [],
      [],
    );
    expect(whole.startUnixNano).toBe(order.startUnixNano);
    expect(drawn(whole).slice(0, 4)).toEqual([
      ...["worker handle 200", " db INSERT 210", " kafka send 360", " web POST /order 0"],
    ]);
  });

  it("knows of each row which trace it is of, and calls it so", () => {
    const whole = stitchTraces(traces, handOffs, []);
    const model = toTraceModel(whole);
    expect(traceOfRow(whole, 5)).toBe(work);
    expect(whole.linked!.parts.find(({ trace }) => trace === work)!.rowOf[2]).toBe(5);
    expect(traceOfRow(order, 2)).toBe(order);
    // All three have a span 1.
    const key = spanIdText(whole.spans.spanId, 0);
    expect([0, 3, 6].map((row) => spanKeyOf(model, row))).toEqual([
      ...[key, `${WORKER_ID}-${key}`, `${MAIL_ID}-${key}`],
    ]);
    for (let row = 0; row < whole.spanCount; row++) {
      expect(rowOfSpanKey(model, spanKeyOf(model, row))).toBe(row);
    }
    expect(rowOfSpanKey(model, `${"c".repeat(32)}-${key}`)).toBe(-1);
    expect(rowOfSpanKey(toTraceModel(order), `${WORKER_ID}-${key}`)).toBe(-1);
  });

  it("follows the critical path from trace to trace, and leaves the time in a queue to nobody", () => {
    expect(pathOf(stitchTraces(traces, handOffs, []))).toEqual([
      // Until the work was handed over: `check` had to end, `render` had not begun.
      ...["0 0..5", "1 5..20", "0 20..30", "2 30..35"],
      ...["3 200..210", "4 210..350", "3 350..360", "5 360..370"],
      "6 800..850",
    ]);
  });

  it("keeps to the trace itself when what is linked ends before it, or began before it was linked", () => {
    const own = ["0 0..40", "2 40..90", "0 90..100"];
    const quick = at(132, WORKER_ID, "worker handle 0..20", critical([0, 0, 20]));
    const two = [{ trace: order }, { trace: quick, below: { part: 0, row: 2 } }];
    const [handOff] = handOffs;
    expect(pathOf(stitchTraces(two, [handOff!], []))).toEqual(
      own.map((text) => text.replace("2 40", "4 40")),
    );
    const early = at(100, WORKER_ID, "worker handle 0..900", critical([0, 0, 900]));
    const three = [{ trace: order }, { trace: early, below: { part: 0, row: 2 } }];
    expect(pathOf(stitchTraces(three, [handOff!], []))).toEqual(
      own.map((text) => text.replace("2 40", "4 40")),
    );
  });

  it("begins with the trace whose work is taken", () => {
    const taken = [{ trace: work }, { trace: order, below: { part: 0, row: 0 } }];
    const path = pathOf(
      stitchTraces(taken, [{ from: { part: 1, row: 2 }, to: { part: 0, row: 0 } }], []),
    );
    expect(path.slice(0, 5)).toEqual(["3 0..5", "4 5..20", "3 20..30", "5 30..35", "0 200..210"]);
  });
});
