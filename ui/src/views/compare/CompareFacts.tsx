import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { SideNames } from "../../logic/comparison-summary.ts";
import { signed, signedDuration } from "../../logic/difference-words.ts";
import { formatDuration } from "../../logic/duration.ts";
import { formatMoment } from "../../logic/moment.ts";
import { rootStepOf, type TraceFacts } from "../../logic/trace-facts.ts";
import type { Trace } from "../../logic/trace.ts";
import styles from "./CompareFacts.module.css";

/** One column of the facts. */
export interface CompareSide {
  readonly facts: TraceFacts | undefined;
  /** Undefined for the typical trace, and while there is none. */
  readonly trace: Trace | undefined;
  /** Instead of the trace: what is there, or why nothing is. */
  readonly text: string;
}

interface CompareFactsProps {
  readonly names: SideNames;
  readonly base: CompareSide;
  readonly other: CompareSide;
}

/** What both traces are as a whole, side by side. */
export function CompareFacts({ names, base, other }: CompareFactsProps) {
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
      <table className={styles.table} aria-label="Both traces">
        <thead>
          <tr>
            <td />
            <th scope="col">{names.base}</th>
            <th scope="col">{names.other}</th>
            <th scope="col">
              Diff<span className={styles.rest}>erence</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <TextRow name="Trace" of={traceText} {...{ base, other }} />
          <TextRow
            name="Started"
            of={({ trace }) => (trace === undefined ? "–" : formatMoment(trace.startUnixNano))}
            {...{ base, other }}
          />
          {row("Duration", "durationUs", formatDuration, signedDuration)}
          {row("Root span", "rootUs", formatDuration, signedDuration)}
          {row("Spans", "spanCount", count)}
          {row("Errors", "errorCount", count)}
          {row("Services", "serviceCount", count)}
          {row("Depth", "depth", count)}
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

function traceText({ trace, text }: CompareSide): ReactNode {
  if (trace === undefined) return text;
  const root = rootStepOf(trace);
  return (
    <Link className={styles.trace} to="/trace/$traceId" params={{ traceId: trace.traceId }}>
      {root === undefined ? "(root missing)" : `${root.service} ${root.operation}`}{" "}
      <code>{trace.traceId.slice(-8)}</code>
    </Link>
  );
}
