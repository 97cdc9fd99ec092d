import { OWN_SPAN_FLAGS, SPAN_KINDS, spanIdText } from "@spanhouse/model";
import type { ReactNode } from "react";
import { formatDurationExact } from "../../logic/duration.ts";
import { linkedPlace } from "../../logic/linked-parts.ts";
import { shownOperation } from "../../logic/shown-name.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { text } from "../../texts/trace-panel.tsx";
import { CopyButton } from "../../widgets/CopyButton.tsx";
import { Icon } from "../../widgets/Icon.tsx";
import styles from "./SpanFacts.module.css";

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
  const percent = (share * 100).toPrecision(3);
  return (
    <>
      <dl className={styles.facts}>
        <Fact name={text.duration}>
          {formatDurationExact(spans.durationUs[row]!)}{" "}
          <small>
            {model.trace.linked === undefined
              ? text.shareOfTrace(percent)
              : text.shareOfShown(percent)}
          </small>
        </Fact>
        <Fact name={text.startsAt}>{formatDurationExact(spans.startUs[row]!)}</Fact>
        <Fact name={text.kind}>
          {SPAN_KINDS[spans.kind[row]!] ?? text.unknownCode(spans.kind[row]!)}
        </Fact>
        <Fact name={linkedPlace(model.trace, row) === "first" ? text.linkedWith : text.parent}>
          {parent < 0 ? (
            (model.orphanOf.get(row)?.parentSpanId ?? text.noParent)
          ) : (
            <button type="button" className={styles.parent} onClick={() => onGoTo(parent)}>
              {shownOperation(operations[spans.operation[parent]!])}
            </button>
          )}
        </Fact>
        <Fact name={text.spanId}>
          <code>{spanId}</code>
          <CopyButton text={spanId} label={text.copySpanId} />
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
    orphan === undefined || orphan.reason === "none"
      ? ""
      : text.orphan(orphan.reason, orphan.parentSpanId),
    (flags & OWN_SPAN_FLAGS.duplicate) === 0 ? "" : text.duplicate,
    (flags & OWN_SPAN_FLAGS.sharedId) === 0 ? "" : text.sharedId,
    (flags & OWN_SPAN_FLAGS.endsBeforeStart) === 0 ? "" : text.endsBeforeStart,
    (flags & OWN_SPAN_FLAGS.clockCorrected) === 0 ? "" : text.clockCorrected,
  ].filter((warning) => warning !== "");
  if (warnings.length === 0) return null;
  return (
    <ul className={styles.warnings}>
      {warnings.map((warning) => (
        <li key={warning}>
          <Icon name="warning" size={14} />
          {warning}
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
