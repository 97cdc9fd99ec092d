import type { OwnAttributeValue, TraceOrphanReason } from "@spanhouse/model";
import type { ReactNode } from "react";
import { counted } from "./counted.ts";
import { defineTexts } from "./define-texts.ts";

/** The details of a span. */
export const text = defineTexts("trace-panel", {
  details: "Span details",
  width: "Width of the details",
  onlySubtree: "Show only this subtree ( r )",
  close: "Close the details",
  filterAttributes: "Filter attributes by key or value",
  filterExample: "Filter attributes",
  notCome: "The details did not come",
  tryAgain: "Try again",
  loading: "Loading the attributes …",
  inLinkedTrace: (service: string, operation: string) =>
    `In the linked trace ${service} ${operation}`,
  elsewhere: "Elsewhere",

  duration: "Duration",
  shareOfTrace: (percent: string) => `${percent} % of the trace`,
  shareOfShown: (percent: string) => `${percent} % of all that is shown`,
  startsAt: "Starts at",
  kind: "Kind",
  parent: "Parent",
  noParent: "none",
  linkedWith: "Linked with",
  spanId: "Span id",
  copySpanId: "Copy span id",
  /** A kind or a status that this version does not know. */
  unknownCode: (code: number) => `unknown (${code})`,

  orphan: (reason: Exclude<TraceOrphanReason, "none">, parentSpanId: string) =>
    ({
      missing: `Its parent is not in the trace (${parentSpanId}).`,
      self: `It names itself as its parent (${parentSpanId}).`,
      cycle: `It is among its own ancestors (${parentSpanId}).`,
    })[reason],
  duplicate: "It arrived more than once; shown once.",
  sharedId: "Another span of the trace has the same id.",
  endsBeforeStart: "It ends before it starts.",
  clockCorrected: "Its times are corrected: clocks differ.",

  pinned: "Pinned",
  span: "Span",
  events: "Events",
  links: "Links",
  resource: "Resource",
  scope: "Scope",
  schema: "Schema",
  scopeName: "Name",
  scopeVersion: "Version",
  traceState: "Trace state",
  status: (status: string, message: string) =>
    message === "" ? `Status ${status}` : `Status ${status}: ${message}`,
  afterStart: "after the start of the span",
  linkedSpan: (spanId: ReactNode, traceId: ReactNode) => (
    <>
      span {spanId} of trace {traceId}
    </>
  ),

  otherAttributes: "other",
  notFitting: (attributes: number) =>
    attributes === 1
      ? "1 does not contain the text of the filter."
      : `${attributes} do not contain the text of the filter.`,
  droppedAttributes: (count: number) => wereDropped(counted(count, "attribute"), count),
  droppedEvents: (count: number) => wereDropped(counted(count, "event"), count),
  droppedLinks: (count: number) => wereDropped(counted(count, "link"), count),
  copyValue: (key: string) => `Copy the value of ${key}`,
  copyCondition: (key: string) => `Copy ${key} as a condition of a search`,
  findSame: (key: string) => `Find spans with this ${key}`,
  pin: (key: string) => `Pin ${key}`,
  unpin: (key: string) => `Unpin ${key}`,
  typeOfValue: (type: OwnAttributeValue["type"]) =>
    ({
      string: "text",
      bool: "boolean",
      int: "integer",
      double: "decimal",
      bytes: "bytes, base64",
      array: "list",
      keyValueList: "key-value list",
      empty: "no value",
    })[type],
});

function wereDropped(what: string, count: number): string {
  return `${what} ${count === 1 ? "was" : "were"} dropped before ${count === 1 ? "it was" : "they were"} sent.`;
}
