import { defineTexts } from "./define-texts.ts";

/** The summary of a trace in Markdown. It is for tickets, which other people read: numbers are as here. */
export const text = defineTexts("trace-markdown", {
  about: ({ trace, duration, spans, errors, services }: TraceSummary) =>
    `Trace ${trace}: ${duration}, ${counted(spans, "span")}, ${counted(errors, "error")}, ` +
    `${counted(services, "service")}.`,
  onCriticalPath: "on the critical path",
  share: "share",
  span: "span",
  duration: "duration",
  status: "status",
  error: "error",
  moreOnPath: (spans: number) =>
    spans === 1
      ? "1 more span is on the critical path."
      : `${spans.toLocaleString("en")} more spans are on the critical path.`,
});

interface TraceSummary {
  /** Its id, as a link. */
  readonly trace: string;
  readonly duration: string;
  readonly spans: number;
  readonly errors: number;
  readonly services: number;
}

function counted(count: number, one: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : `${one}s`}`;
}
