import { OWN_SPAN_FLAGS, STATUS_CODE_ERROR } from "@spanhouse/model";
import { memo, type ReactNode } from "react";
import { formatDuration } from "../../logic/duration.ts";
import { eventMarks } from "../../logic/event-marks.ts";
import { cssColour } from "../../logic/service-colours.ts";
import { foldMarks } from "../../logic/fold-siblings.ts";
import { shownOperation } from "../../logic/shown-name.ts";
import { colourOfRow, type TraceLook } from "../../logic/trace-look.ts";
import { siblingCountOf, type TraceModel } from "../../logic/trace-model.ts";
import { hasChildren } from "../../logic/tree-rows.ts";
import { linkedPlace } from "../../logic/linked-parts.ts";
import { previewText, type RowPreview } from "../../logic/row-previews.ts";
import { text } from "../../texts/trace-rows.ts";
import { Icon } from "../../widgets/Icon.tsx";
import { FoldSummary } from "./FoldSummary.tsx";
import { RowAttributes } from "./RowAttributes.tsx";
import { ServiceName } from "../../widgets/ServiceName.tsx";
import { toStyle } from "../../widgets/to-style.ts";
import styles from "./SpanRow.module.css";

/** Height of every row; also in the style sheet. */
export const ROW_PX = 26;

/** Deeper rows are not moved further to the right: their names would have no room. */
const INDENT_LEVELS_MAX = 24;

const FLAWS =
  OWN_SPAN_FLAGS.orphan |
  OWN_SPAN_FLAGS.duplicate |
  OWN_SPAN_FLAGS.sharedId |
  OWN_SPAN_FLAGS.endsBeforeStart;

interface SpanRowProps {
  readonly model: TraceModel;
  readonly look: TraceLook;
  readonly previews: readonly RowPreview[];
  readonly row: number;
  /** First row after the fold that the row stands for, or 0. */
  readonly foldEnd: number;
  /** Its place among the visible rows. */
  readonly index: number;
  /** Pixels below what the rows are placed from. */
  readonly top: number;
  readonly collapsed: boolean;
  readonly active: boolean;
  readonly selected: boolean;
  readonly match: boolean;
}

/** Id of the element of a row. */
export function rowId(row: number): string {
  return `span-${row}`;
}

/** One span. It knows nothing of the window of time: the style sheet places its bar (see .bar). */
export const SpanRow = memo(function SpanRow(props: SpanRowProps) {
  const { model, look, previews, row, foldEnd, index, top, collapsed, active, selected, match } =
    props;
  const { spans, services, operations } = model.trace;
  const isFold = foldEnd > 0;
  const opens = isFold || hasChildren(spans, row);
  const isOpen = opens && !isFold && !collapsed;
  const isError = spans.status[row] === STATUS_CODE_ERROR;
  const depth = spans.depth[row]!;
  const durationUs = spans.durationUs[row]!;
  const below = (isFold ? foldEnd : spans.subtreeEnd[row]!) - row - 1;
  const attributes = isFold ? undefined : previewText(previews, row);
  const rank = isFold ? undefined : look.saysOf?.(row);
  const linked = linkedPlace(model.trace, row);
  const selfUs = durationUs - spans.coveredUs[row]!;
  return (
    <div
      role="row"
      id={rowId(row)}
      className={styles.row}
      style={{ transform: `translateY(${top}px)` }}
      data-row={row}
      data-active={active || undefined}
      data-match={match || undefined}
      data-error={isError || undefined}
      data-linked={linked}
      aria-rowindex={index + 2}
      aria-level={depth + 1}
      aria-setsize={siblingCountOf(model, row)}
      aria-posinset={model.placeOf[row]}
      data-fold={isFold || undefined}
      aria-expanded={opens ? isOpen : undefined}
      aria-selected={selected}
    >
      <div
        role="gridcell"
        className={styles.name}
        style={toStyle({ "--indent": Math.min(depth, INDENT_LEVELS_MAX) })}
      >
        <span
          className={styles.toggle}
          data-toggle={opens || undefined}
          data-open={isOpen || undefined}
          title={opens ? text.below(below) : undefined}
        >
          {opens && <Icon name="chevron" size={12} />}
        </span>
        <span className={styles.swatch} style={{ background: cssColour(colourOfRow(look, row)) }} />
        <span className={styles.text}>
          <ServiceName name={services[spans.service[row]!]?.name} />{" "}
          {shownOperation(operations[spans.operation[row]!])}
        </span>
        {linked === "first" && <span className={styles.linked}>{text.linked}</span>}
        {attributes !== undefined && <RowAttributes text={attributes} />}
        {isFold && <FoldSummary model={model} row={row} end={foldEnd} />}
        {collapsed && !isFold && <span className={styles.below}>+{below.toLocaleString()}</span>}
        {(spans.flags[row]! & FLAWS) !== 0 && <Sign name="warning" says={text.warning} />}
        {spans.linkCount[row]! > 0 && <Sign name="link" says={text.links} />}
        {isError && <Sign name="error" says={text.error} />}
      </div>
      <div
        role="gridcell"
        className={styles.duration}
        title={text.self(formatDuration(selfUs))}
        style={toStyle({ "--self": durationUs > 0 ? selfUs / durationUs : 0 })}
      >
        {formatDuration(durationUs)}
      </div>
      <div
        role="gridcell"
        className={styles.timeline}
        data-time
        title={rank}
        aria-label={timelineText(model, row, [rank, linked && text.linked, attributes?.full])}
      >
        <Bar model={model} look={look} row={row} foldEnd={foldEnd} />
      </div>
    </div>
  );
});

function Sign({
  name,
  says,
}: {
  readonly name: "warning" | "error" | "link";
  readonly says: string;
}) {
  return (
    <span className={styles.sign} data-sign={name} role="img" aria-label={says} title={says}>
      <Icon name={name} size={13} />
    </span>
  );
}

function Bar({
  model,
  look,
  row,
  foldEnd,
}: Pick<SpanRowProps, "model" | "look" | "row" | "foldEnd">) {
  const { spans } = model.trace;
  const { scale } = look;
  const whole = Math.max(scale.drawnUs, Number.MIN_VALUE);
  const at = (us: number): number => scale.toDrawn(us) / whole;
  const background = cssColour(colourOfRow(look, row));
  if (foldEnd > 0) {
    return foldMarks(spans, row, foldEnd).map(([startUs, endUs], place) => (
      <span
        key={place}
        className={styles.bar}
        style={toStyle({ "--start": at(startUs), "--end": at(endUs), background })}
      />
    ));
  }
  const pieces: ReactNode[] = [];
  for (let place = model.criticalFrom[row]!; place < model.criticalFrom[row + 1]!; place++) {
    const [startUs, endUs] = [model.criticalStartUs[place]!, model.criticalEndUs[place]!];
    pieces.push(
      <i
        key={place}
        className={styles.critical}
        style={toStyle({ "--start": at(startUs), "--end": at(endUs) })}
      />,
    );
  }
  const startUs = spans.startUs[row]!;
  return (
    <>
      <span
        className={styles.bar}
        data-marked={look.isMarked?.(row) === true || undefined}
        style={toStyle({
          "--start": at(startUs),
          "--end": at(startUs + spans.durationUs[row]!),
          background,
        })}
      />
      {pieces}
      {eventMarks(model, row).map((atUs, place) => (
        <span key={place} className={styles.event} style={toStyle({ "--at": at(atUs) })} />
      ))}
    </>
  );
}

/** When, how many events, and whether the trace waited for it: what the bar shows, in words. */
function timelineText(
  { trace, criticalFrom }: TraceModel,
  row: number,
  more: readonly (string | undefined)[],
): string {
  return text.bar({
    start: formatDuration(trace.spans.startUs[row]!),
    events: trace.spans.eventCount[row]!,
    isCritical: criticalFrom[row]! < criticalFrom[row + 1]!,
    more: more.filter((said) => said !== undefined),
  });
}
