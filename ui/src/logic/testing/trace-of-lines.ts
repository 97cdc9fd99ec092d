import { SPAN_KINDS } from "@spanhouse/model";
import type { Trace } from "../trace.ts";
import { traceOf } from "./trace.ts";

/**
 * A trace drawn as text, two spaces a level, one line a span: `web GET /cart 0..100 server error`, times in
 * milliseconds. Children run one after the other. For tests.
 */
export function traceOfLines(drawing: string): Trace {
  const lines = drawing.split("\n").filter((line) => line.trim() !== "");
  const least = Math.min(...lines.map((line) => line.search(/\S/)));
  const spans = lines.map((line) => {
    const [, indent, service, operation, start, end, words = ""] =
      /^( *)(\S+) (.+?) ([\d.]+)\.\.([\d.]+)(.*)$/.exec(line.slice(least))!;
    const [startUs, endUs] = [Number(start) * 1000, Number(end) * 1000];
    return {
      depth: indent!.length / 2,
      service: service!,
      operation: operation!,
      startUs,
      endUs,
      words,
    };
  });
  const parentRow = spans.map(({ depth }, row) =>
    spans.findLastIndex((other, at) => at < row && other.depth === depth - 1),
  );
  const subtreeEnd = spans.map(({ depth }, row) => {
    const after = spans.findIndex((other, at) => at > row && other.depth <= depth);
    return after < 0 ? spans.length : after;
  });
  const coveredUs = spans.map((_, row) =>
    spans.reduce(
      (sum, { startUs, endUs }, at) => sum + (parentRow[at] === row ? endUs - startUs : 0),
      0,
    ),
  );
  const services = [...new Set(spans.map(({ service }) => service))];
  const operations = [...new Set(spans.map(({ operation }) => operation))];
  const trace = traceOf({
    spanId: spans.map((_, row) => (row + 1).toString(16)),
    ...{ parentRow, subtreeEnd, coveredUs },
    depth: spans.map(({ depth }) => depth),
    startUs: spans.map(({ startUs }) => startUs),
    durationUs: spans.map(({ startUs, endUs }) => endUs - startUs),
    service: spans.map(({ service }) => services.indexOf(service)),
    operation: spans.map(({ operation }) => operations.indexOf(operation)),
    kind: spans.map(({ words }) =>
      Math.max(
        0,
        SPAN_KINDS.findIndex((kind) => words.includes(kind)),
      ),
    ),
    status: spans.map(({ words }) => (words.includes("error") ? 2 : 0)),
  });
  // Nothing runs beside anything else, so that all self time is on the critical path.
  const selfUs = spans.map(({ startUs, endUs }, row) => endUs - startUs - coveredUs[row]!);
  return {
    ...trace,
    durationUs: spans[0]!.endUs - spans[0]!.startUs,
    services: services.map((name) => ({ name, spanCount: 1, errorCount: 0 })),
    operations,
    criticalPath: {
      row: Int32Array.from(selfUs, (_, row) => row),
      startNano: Float64Array.from(selfUs, () => 0),
      endNano: Float64Array.from(selfUs, (us) => us * 1000),
    },
  };
}
