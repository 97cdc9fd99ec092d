import { OWN_SPAN_FLAGS, STATUS_CODE_ERROR } from "@spanhouse/model";
import { type CSSProperties, memo } from "react";
import { formatDuration } from "../../logic/duration.ts";
import { eventMarks } from "../../logic/event-marks.ts";
import { cssColour } from "../../logic/service-colours.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { hasChildren } from "../../logic/tree-rows.ts";
import { Icon } from "../../widgets/Icon.tsx";
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
  readonly row: number;
  /** Its place among the visible rows. */
  readonly index: number;
  /** Pixels from the top of the list. */
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
  const { model, row, index, top, collapsed, active, selected, match } = props;
  const { spans, services, operations } = model.trace;
  const parent = hasChildren(spans, row);
  const isError = spans.status[row] === STATUS_CODE_ERROR;
  const depth = spans.depth[row]!;
  const below = spans.subtreeEnd[row]! - row - 1;
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
      aria-rowindex={index + 2}
      aria-level={depth + 1}
      aria-expanded={parent ? !collapsed : undefined}
      aria-selected={selected}
    >
      <div
        role="gridcell"
        className={styles.name}
        style={toStyle({ "--indent": Math.min(depth, INDENT_LEVELS_MAX) })}
      >
        <span
          className={styles.toggle}
          data-toggle={parent || undefined}
          data-open={parent && !collapsed ? true : undefined}
          title={parent ? `${below.toLocaleString()} below` : undefined}
        >
          {parent && <Icon name="chevron" size={12} />}
        </span>
        <span
          className={styles.swatch}
          style={{ background: cssColour(model.colours[spans.service[row]!]!) }}
        />
        <span className={styles.text}>
          <span className={styles.service}>{services[spans.service[row]!]?.name}</span>{" "}
          {operations[spans.operation[row]!]}
        </span>
        {collapsed && <span className={styles.below}>+{below.toLocaleString()}</span>}
        {(spans.flags[row]! & FLAWS) !== 0 && <Sign name="warning" says="warning" />}
        {isError && <Sign name="error" says="error" />}
      </div>
      <div role="gridcell" className={styles.duration}>
        {formatDuration(spans.durationUs[row]!)}
      </div>
      <div role="gridcell" className={styles.timeline} aria-label={eventText(model, row)}>
        <Bar model={model} row={row} />
      </div>
    </div>
  );
});

function Sign({ name, says }: { readonly name: "warning" | "error"; readonly says: string }) {
  return (
    <span className={styles.sign} data-sign={name} role="img" aria-label={says} title={says}>
      <Icon name={name} size={13} />
    </span>
  );
}

function Bar({ model, row }: { readonly model: TraceModel; readonly row: number }) {
  const { spans } = model.trace;
  const whole = Math.max(model.trace.durationUs, Number.MIN_VALUE);
  return (
    <>
      <span
        className={styles.bar}
        style={toStyle({
          "--start": spans.startUs[row]! / whole,
          "--end": (spans.startUs[row]! + spans.durationUs[row]!) / whole,
          background: cssColour(model.colours[spans.service[row]!]!),
        })}
      />
      {eventMarks(model, row).map((atUs, place) => (
        <span key={place} className={styles.event} style={toStyle({ "--at": atUs / whole })} />
      ))}
    </>
  );
}

function eventText({ trace }: TraceModel, row: number): string | undefined {
  const count = trace.spans.eventCount[row]!;
  if (count === 0) return undefined;
  return count === 1 ? "1 event" : `${count} events`;
}

/** A style with custom properties, which React's type does not know. */
function toStyle(style: Readonly<Record<string, string | number>>): CSSProperties {
  return style;
}
