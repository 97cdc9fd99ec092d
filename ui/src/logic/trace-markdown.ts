import { text } from "../texts/trace-markdown.ts";
import { formatDuration, formatDurationExact } from "./duration.ts";
import { rootRowOf, type TraceModel } from "./trace-model.ts";

/** Spans of the critical path that are listed: those with the most time on it. */
const LISTED_MAX = 15;

/** What a trace is and where its time goes, in Markdown, for a ticket. `address` leads back to it. */
export function toMarkdown(model: TraceModel, address: string): string {
  const { trace } = model;
  const { spans, services, operations } = trace;
  const nameOf = (row: number): string =>
    `${services[spans.service[row]!]?.name ?? ""} ${operations[spans.operation[row]!] ?? ""}`;
  const lines = criticalTimes(model).map(
    ({ row, us }) =>
      `| ${formatDuration(us)} | ${share(us, trace.durationUs)} | ${cell(nameOf(row))} | ${formatDuration(spans.durationUs[row]!)} | ${spans.status[row] === 2 ? text.error : ""} |`,
  );
  const left = model.criticalRows.length - lines.length;
  return [
    `### ${cell(nameOf(rootRowOf(model)))}: ${formatDuration(trace.durationUs)}`,
    "",
    text.about({
      trace: `[\`${trace.traceId}\`](${address})`,
      duration: formatDurationExact(trace.durationUs),
      ...{ spans: trace.spanCount, errors: trace.errorCount, services: services.length },
    }),
    ...(trace.warnings.length === 0 ? [] : ["", ...trace.warnings.map((said) => `- ${said}`)]),
    "",
    `| ${text.onCriticalPath} | ${text.share} | ${text.span} | ${text.duration} | ${text.status} |`,
    "| -------------------: | ----: | ---- | -------: | ------ |",
    ...lines,
    ...(left > 0 ? ["", text.moreOnPath(left)] : []),
    "",
  ].join("\n");
}

/** The rows of the critical path with their time on it, the longest first. */
function criticalTimes(
  model: TraceModel,
): readonly { readonly row: number; readonly us: number }[] {
  const { criticalRows, criticalFrom, criticalStartUs, criticalEndUs } = model;
  return Array.from(criticalRows, (row) => {
    let us = 0;
    for (let place = criticalFrom[row]!; place < criticalFrom[row + 1]!; place++) {
      us += criticalEndUs[place]! - criticalStartUs[place]!;
    }
    return { row, us };
  })
    .sort((a, b) => b.us - a.us || a.row - b.row)
    .slice(0, LISTED_MAX);
}

function share(us: number, ofUs: number): string {
  return ofUs === 0 ? "" : `${((us / ofUs) * 100).toFixed(1)} %`;
}

/** A text that stays within one cell of a table and is shown as it is. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_[\]<>|]/g, String.raw`\$&`);
}
