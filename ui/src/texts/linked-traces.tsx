import type { ReactNode } from "react";
import { counted } from "./counted.ts";
import { defineTexts } from "./define-texts.ts";

/** The traces that a trace is linked with. */
export const text = defineTexts("linked-traces", {
  commands: "Linked traces",
  alone: "Show this trace alone",
  show: "Show linked traces on this timeline",
  label: "Related traces",
  reading: "Reading linked traces …",
  notRead: "Linked traces not read",
  whyNotRead: (why: string) => `The linked traces were not read: ${why}`,
  unknown: "Linked traces",
  related: (traces: number) => counted(traces, "related trace"),
  shown: (traces: number) =>
    traces === 0 ? "No linked trace found" : `With ${counted(traces, "linked trace")}`,
  notStored: (traceId: ReactNode) => <>{traceId}, of which nothing is stored</>,
  relatedTrace: (service: string, operation: string, spans: number) =>
    `${service} ${operation} (${counted(spans, "span")})`,
  whatIsShown:
    "The timeline can show what spans of this trace link to, and what links to them within a day.",
});
