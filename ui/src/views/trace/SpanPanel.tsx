import { spanIdText } from "@spanhouse/model";
import { useRef, useState } from "react";
import { ApiError } from "../../api/request.ts";
import { useTraceOrigin } from "../../api/trace-origin.ts";
import { type SpanAddress, useSpan } from "../../api/trace.ts";
import { shownOperation } from "../../logic/shown-name.ts";
import { traceOfRow } from "../../logic/linked-parts.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { text } from "../../texts/trace-panel.tsx";
import { Icon } from "../../widgets/Icon.tsx";
import { IconButton } from "../../widgets/IconButton.tsx";
import { FromService } from "../../widgets/FromService.tsx";
import { Notice } from "../../widgets/Notice.tsx";
import { ServiceChip } from "../../widgets/ServiceChip.tsx";
import { OfLinkedTrace } from "./OfLinkedTrace.tsx";
import { PanelResizer } from "./PanelResizer.tsx";
import { SpanCohort } from "./SpanCohort.tsx";
import { SpanDetails } from "./SpanDetails.tsx";
import { SpanFacts } from "./SpanFacts.tsx";
import styles from "./SpanPanel.module.css";

interface SpanPanelProps {
  readonly model: TraceModel;
  readonly row: number;
  readonly onClose: () => void;
  readonly onGoTo: (row: number) => void;
  readonly onSubtree: () => void;
  readonly pinned: readonly string[];
  readonly onPin: (key: string) => void;
  readonly onFind: (key: string, value: string) => void;
}

/** Everything about the selected span. What the waterfall knows is shown at once, the rest is fetched. */
export function SpanPanel(props: SpanPanelProps) {
  const { model, row, onClose, onGoTo, onSubtree, pinned, onPin, onFind } = props;
  const { trace, colours } = model;
  const panelRef = useRef<HTMLElement>(null);
  const [filter, setFilter] = useState("");
  const isOfFile = useTraceOrigin().params.file !== undefined;
  const own = traceOfRow(trace, row);
  const span = useSpan(own.traceId, addressOf(model, row));
  const service = trace.spans.service[row]!;
  const operation = trace.operations[trace.spans.operation[row]!];
  return (
    <>
      <PanelResizer panelRef={panelRef} />
      <aside ref={panelRef} className={styles.panel} aria-label={text.details}>
        <div className={styles.head}>
          <div className={styles.title}>
            <ServiceChip name={trace.services[service]!.name} colour={colours[service]} />
            <h2 title={operation}>{shownOperation(operation)}</h2>
          </div>
          <div className={styles.tools}>
            <IconButton label={text.onlySubtree} onClick={onSubtree}>
              <Icon name="expandLevel" />
            </IconButton>
            <IconButton label={text.close} onClick={onClose}>
              <Icon name="close" />
            </IconButton>
          </div>
        </div>
        <OfLinkedTrace trace={trace} row={row} />
        <SpanFacts model={model} row={row} onGoTo={onGoTo} />
        {!isOfFile && span.error === null && (
          <SpanCohort
            model={model}
            row={row}
            isWanted={span.data !== undefined && !span.isPlaceholderData}
          />
        )}
        <input
          className={styles.filter}
          type="text"
          spellCheck={false}
          autoComplete="off"
          aria-label={text.filterAttributes}
          placeholder={text.filterExample}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        {span.error !== null ? (
          <Notice
            tone="error"
            title={text.notCome}
            code={span.error instanceof ApiError ? span.error.code : "UI"}
            actions={
              <button type="button" onClick={() => void span.refetch()}>
                {text.tryAgain}
              </button>
            }
          >
            <FromService>{span.error.message}</FromService>
          </Notice>
        ) : span.data === undefined ? (
          <p className={styles.waiting} role="status">
            {text.loading}
          </p>
        ) : (
          <div className={styles.details} aria-busy={span.isPlaceholderData}>
            <SpanDetails span={span.data} {...{ filter, pinned, onPin, onFind }} />
          </div>
        )}
      </aside>
    </>
  );
}

function addressOf({ trace: whole, occurrenceOf }: TraceModel, row: number): SpanAddress {
  const trace = traceOfRow(whole, row);
  const traceStartUs = Number(BigInt(trace.startUnixNano) / 1000n);
  return {
    spanId: spanIdText(whole.spans.spanId, row),
    occurrence: occurrenceOf.get(row) ?? 0,
    startUs: traceStartUs,
    // The end is exclusive.
    endUs: traceStartUs + trace.durationUs + 1,
  };
}
