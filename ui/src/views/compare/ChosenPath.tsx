import { SPAN_KINDS, type OwnTypicalTrace } from "@spanhouse/model";
import { Link } from "@tanstack/react-router";
import type { Comparison } from "../../logic/compare-traces.ts";
import type { SideNames } from "../../logic/comparison-summary.ts";
import { differenceWords, signed, signedDuration } from "../../logic/difference-words.ts";
import { formatDuration } from "../../logic/duration.ts";
import type { PathFigures, PathRanges } from "../../logic/path-figures.ts";
import { formatRatio } from "../../logic/range-params.ts";
import { paramsForSpan } from "../../logic/trace-facts.ts";
import type { Trace } from "../../logic/trace.ts";
import { SidePanel } from "../../widgets/SidePanel.tsx";
import styles from "./ChosenPath.module.css";

/** Steps of the way that are named; of more, the first ones are left out. */
const STEPS_MAX = 12;

interface ChosenPathProps {
  readonly comparison: Comparison;
  readonly path: number;
  readonly names: SideNames;
  /** Undefined for the typical trace. */
  readonly baseTrace: Trace | undefined;
  readonly otherTrace: Trace;
  readonly typical: OwnTypicalTrace | undefined;
  readonly onClose: () => void;
}

/** Everything about one path, and the ways to its spans. */
export function ChosenPath(props: ChosenPathProps) {
  const { comparison, path, names, baseTrace, otherTrace, typical, onClose } = props;
  const { paths, base, other, ranges } = comparison;
  const { service, operation, kind } = paths.step[path]!;
  const words = differenceWords(comparison, path, names);
  return (
    <SidePanel
      label="Chosen path"
      title={
        <>
          <span className={styles.service}>{service}</span> {operation}
        </>
      }
      onClose={onClose}
    >
      <p className={styles.note}>
        {SPAN_KINDS[kind] ?? "unspecified"}
        {words !== "" && ` · ${words}`}
      </p>
      <table className={styles.table} aria-label="Figures of the path">
        <thead>
          <tr>
            <td />
            <th scope="col">{names.base}</th>
            <th scope="col">{names.other}</th>
            <th scope="col">±</th>
          </tr>
        </thead>
        <tbody>
          {FIGURES.map(([name, of, isTime]) => {
            const [one, two] = [base[of][path]!, other[of][path]!];
            return (
              <tr key={of}>
                <th scope="row">{name}</th>
                <td>{isTime ? formatDuration(one) : countText(one)}</td>
                <td>{isTime ? formatDuration(two) : countText(two)}</td>
                <td>{isTime ? signedDuration(two - one) : signed(two - one)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {ranges !== undefined && <Usual ranges={ranges} path={path} />}
      <ul className={styles.links}>
        {baseTrace !== undefined && (
          <SpanLink trace={baseTrace} name={names.base} figures={base} {...{ comparison, path }} />
        )}
        <SpanLink trace={otherTrace} name={names.other} figures={other} {...{ comparison, path }} />
        {typical !== undefined && <MedianLink typical={typical} />}
      </ul>
      <h3>Reached by</h3>
      <ol className={styles.way}>
        {wayTo(comparison, path).map((at) => (
          <li key={at}>
            <span className={styles.service}>{paths.step[at]!.service}</span>{" "}
            {paths.step[at]!.operation}
          </li>
        ))}
      </ol>
    </SidePanel>
  );
}

const FIGURES = [
  ["Calls", "count", false],
  ["Errors", "errorCount", false],
  ["Self time", "selfUs", true],
  ["Critical path", "criticalUs", true],
  ["Total time", "totalUs", true],
] as const satisfies readonly (readonly [string, keyof PathFigures, boolean])[];

function Usual({ ranges, path }: { readonly ranges: PathRanges; readonly path: number }) {
  const { share, traceCount, selfUs, count } = ranges;
  const [fewest, most] = [count.low[path]!, count.high[path]!];
  const calls =
    fewest !== most
      ? `${countText(fewest)} to ${countText(most)} calls`
      : most === 1
        ? "one call"
        : `${countText(most)} calls`;
  if (share[path] === 0) {
    return <p className={styles.note}>None of the {traceCount.toLocaleString()} others has it.</p>;
  }
  return (
    <p className={styles.note}>
      {formatRatio(share[path]!)} of {traceCount.toLocaleString()} traces have it. Nine in ten of
      these take {formatDuration(selfUs.low[path]!)} to {formatDuration(selfUs.high[path]!)}{" "}
      themselves, in {calls}. Calls and times of the typical trace are medians; errors and the
      critical path are means.
    </p>
  );
}

function SpanLink({
  trace,
  name,
  figures,
  comparison,
  path,
}: Pick<ChosenPathProps, "comparison" | "path"> & {
  readonly trace: Trace;
  readonly name: string;
  readonly figures: PathFigures;
}) {
  const row = figures.row[path]!;
  if (row < 0) return <li className={styles.note}>No such span in {name}</li>;
  const count = figures.count[path]!;
  return (
    <li>
      <Link
        to="/trace/$traceId"
        params={{ traceId: trace.traceId }}
        search={paramsForSpan(trace, row, comparison.paths.step[path]!)}
      >
        {count === 1 ? `Open the span in ${name}` : `Open the longest of ${count} in ${name}`}
      </Link>
    </li>
  );
}

function MedianLink({ typical: { traces } }: { readonly typical: OwnTypicalTrace }) {
  const median = traces[(traces.length - 1) >> 1];
  if (median === undefined) return null;
  return (
    <li>
      <Link to="/trace/$traceId" params={{ traceId: median.traceId }}>
        Open the trace of median duration
      </Link>
    </li>
  );
}

/** The paths that it continues, the first one first, and itself. */
function wayTo({ paths }: Comparison, path: number): readonly number[] {
  const way: number[] = [];
  for (let at = path; at >= 0 && way.length < STEPS_MAX; at = paths.parent[at]!) way.push(at);
  return way.reverse();
}

function countText(count: number): string {
  return Number(count.toPrecision(4)).toLocaleString();
}
