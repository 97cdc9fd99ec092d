import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ComparedSides } from "../../logic/compared-sides.ts";
import { signed, signedDuration } from "../../logic/difference-words.ts";
import { formatDuration } from "../../logic/duration.ts";
import { formatMoment } from "../../logic/moment.ts";
import { rootStepOf, type TraceFacts } from "../../logic/trace-facts.ts";
import type { Trace } from "../../logic/trace.ts";
import { text } from "../../texts/compare.tsx";
import styles from "./CompareFacts.module.css";

/** One column of the facts. */
export interface CompareSide {
  readonly facts: TraceFacts | undefined;
  /** Undefined for the typical trace, and while there is none. */
  readonly trace: Trace | undefined;
  /** Instead of the trace: what is there, or why nothing is. */
  readonly instead: string;
}

interface CompareFactsProps {
  readonly sides: ComparedSides;
  readonly base: CompareSide;
  readonly other: CompareSide;
}

/** What both traces are as a whole, side by side. */
export function CompareFacts({ sides, base, other }: CompareFactsProps) {
  const row = (
    name: string,
    of: keyof TraceFacts,
    format: (value: number) => string,
    formatDifference: (value: number) => string = signed,
  ) => {
    const [one, two] = [base.facts?.[of], other.facts?.[of]];
    return (
      <tr>
        <th scope="row">{name}</th>
        <td>{one === undefined ? "–" : format(one)}</td>
        <td>{two === undefined ? "–" : format(two)}</td>
        <td>{one === undefined || two === undefined ? "–" : formatDifference(two - one)}</td>
      </tr>
    );
  };
  const count = (value: number): string => value.toLocaleString();
  return (
    <div className={styles.frame}>
      <table className={styles.table} aria-label={text.bothTraces}>
        <thead>
          <tr>
            <td />
            <th scope="col">{text.sideTitle(sides.base)}</th>
            <th scope="col">{text.sideTitle(sides.other)}</th>
            <th scope="col">
              <span className={styles.whole}>{text.difference}</span>
              <span className={styles.short} aria-hidden="true">
                {text.differenceShort}
              </span>
            </th>
          </tr>
        </thead>
        <tbody>
          <TextRow name={text.traceRow} of={traceText} {...{ base, other }} />
          <TextRow
            name={text.started}
            of={({ trace }) => (trace === undefined ? "–" : formatMoment(trace.startUnixNano))}
            {...{ base, other }}
          />
          {row(text.duration, "durationUs", formatDuration, signedDuration)}
          {row(text.rootSpan, "rootUs", formatDuration, signedDuration)}
          {row(text.spans, "spanCount", count)}
          {row(text.errors, "errorCount", count)}
          {row(text.services, "serviceCount", count)}
          {row(text.depth, "depth", count)}
        </tbody>
      </table>
    </div>
  );
}

function TextRow({
  name,
  of,
  base,
  other,
}: Pick<CompareFactsProps, "base" | "other"> & {
  readonly name: string;
  readonly of: (side: CompareSide) => ReactNode;
}) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{of(base)}</td>
      <td>{of(other)}</td>
      <td />
    </tr>
  );
}

function traceText({ trace, instead }: CompareSide): ReactNode {
  if (trace === undefined) return instead;
  const root = rootStepOf(trace);
  return (
    <Link className={styles.trace} to="/trace/$traceId" params={{ traceId: trace.traceId }}>
      {root === undefined ? text.noRoot : `${root.service} ${root.operation}`}{" "}
      <code>{trace.traceId.slice(-8)}</code>
    </Link>
  );
}
