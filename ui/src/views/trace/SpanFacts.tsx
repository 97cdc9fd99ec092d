import { OWN_SPAN_FLAGS, SPAN_KINDS, spanIdText, type TraceOrphanReason } from "@spanhouse/model";
import type { ReactNode } from "react";
import { formatDurationExact } from "../../logic/duration.ts";
import { linkedPlace } from "../../logic/linked-parts.ts";
import { shownOperation } from "../../logic/shown-name.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { CopyButton } from "../../widgets/CopyButton.tsx";
import { Icon } from "../../widgets/Icon.tsx";
import styles from "./SpanFacts.module.css";

const ORPHAN_REASONS: Readonly<Record<TraceOrphanReason, string>> = {
  none: "",
  missing: "Its parent is not in the trace",
  self: "It names itself as its parent",
  cycle: "It is among its own ancestors",
};

interface SpanFactsProps {
  readonly model: TraceModel;
  readonly row: number;
  readonly onGoTo: (row: number) => void;
}

/** What the waterfall knows of a span, in full. */
export function SpanFacts({ model, row, onGoTo }: SpanFactsProps) {
  const { spans, durationUs, operations } = model.trace;
  const spanId = spanIdText(spans.spanId, row);
  const parent = spans.parentRow[row]!;
  const share = durationUs === 0 ? 1 : spans.durationUs[row]! / durationUs;
  return (
    <>
      <dl className={styles.facts}>
        <Fact name="Duration">
          {formatDurationExact(spans.durationUs[row]!)}{" "}
          <small>
            {(share * 100).toPrecision(3)} % of{" "}
            {model.trace.linked === undefined ? "the trace" : "all that is shown"}
          </small>
        </Fact>
        <Fact name="Starts at">{formatDurationExact(spans.startUs[row]!)}</Fact>
        <Fact name="Kind">{SPAN_KINDS[spans.kind[row]!] ?? `unknown (${spans.kind[row]!})`}</Fact>
        <Fact name={linkedPlace(model.trace, row) === "first" ? "Linked with" : "Parent"}>
          {parent < 0 ? (
            (model.orphanOf.get(row)?.parentSpanId ?? "none")
          ) : (
            <button type="button" className={styles.parent} onClick={() => onGoTo(parent)}>
              {shownOperation(operations[spans.operation[parent]!])}
            </button>
          )}
        </Fact>
        <Fact name="Span id">
          <code>{spanId}</code>
          <CopyButton text={spanId} label="Copy span id" />
        </Fact>
      </dl>
      <Warnings model={model} row={row} />
    </>
  );
}

function Warnings({ model, row }: Omit<SpanFactsProps, "onGoTo">) {
  const flags = model.trace.spans.flags[row]!;
  const orphan = model.orphanOf.get(row);
  const warnings = [
    orphan === undefined ? "" : `${ORPHAN_REASONS[orphan.reason]} (${orphan.parentSpanId}).`,
    (flags & OWN_SPAN_FLAGS.duplicate) === 0 ? "" : "It arrived more than once; shown once.",
    (flags & OWN_SPAN_FLAGS.sharedId) === 0 ? "" : "Another span of the trace has the same id.",
    (flags & OWN_SPAN_FLAGS.endsBeforeStart) === 0 ? "" : "It ends before it starts.",
    (flags & OWN_SPAN_FLAGS.clockCorrected) === 0 ? "" : "Its times are corrected: clocks differ.",
  ].filter((text) => text !== "");
  if (warnings.length === 0) return null;
  return (
    <ul className={styles.warnings}>
      {warnings.map((text) => (
        <li key={text}>
          <Icon name="warning" size={14} />
          {text}
        </li>
      ))}
    </ul>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
