import { SPAN_KINDS, type OwnTypicalTrace } from "@spanhouse/model";
import { Link } from "@tanstack/react-router";
import type { Comparison } from "../../logic/compare-traces.ts";
import type { ComparedSide, ComparedSides } from "../../logic/compared-sides.ts";
import { differenceWords, signed, signedDuration } from "../../logic/difference-words.ts";
import { formatDuration } from "../../logic/duration.ts";
import type { PathFigures, PathRanges } from "../../logic/path-figures.ts";
import { formatRatio } from "../../logic/range-params.ts";
import { paramsForSpan } from "../../logic/trace-facts.ts";
import type { Trace } from "../../logic/trace.ts";
import { text } from "../../texts/compared-path.ts";
import { ServiceName } from "../../widgets/ServiceName.tsx";
import { SidePanel } from "../../widgets/SidePanel.tsx";
import styles from "./ChosenPath.module.css";

/** Steps of the way that are named; of more, the first ones are left out. */
const STEPS_MAX = 12;

interface ChosenPathProps {
  readonly comparison: Comparison;
  readonly path: number;
  readonly sides: ComparedSides;
  /** Undefined for the typical trace. */
  readonly baseTrace: Trace | undefined;
  readonly otherTrace: Trace;
  readonly typical: OwnTypicalTrace | undefined;
  readonly onClose: () => void;
}

/** Everything about one path, and the ways to its spans. */
export function ChosenPath(props: ChosenPathProps) {
  const { comparison, path, sides, baseTrace, otherTrace, typical, onClose } = props;
  const { paths, base, other, ranges } = comparison;
  const { service, operation, kind } = paths.step[path]!;
  const kindName = SPAN_KINDS[kind] ?? SPAN_KINDS[0];
  const words = differenceWords(comparison, path, sides);
  return (
    <SidePanel
      label={text.chosenPath}
      title={
        <>
          <ServiceName isWhole name={service} /> {operation}
        </>
      }
      onClose={onClose}
    >
      <p className={styles.note}>
        {words === "" ? kindName : text.kindAndDifference(kindName, words)}
      </p>
      <table className={styles.table} aria-label={text.figures}>
        <thead>
          <tr>
            <td />
            <th scope="col">{text.side(sides.base)}</th>
            <th scope="col">{text.side(sides.other)}</th>
            <th scope="col">±</th>
          </tr>
        </thead>
        <tbody>
          {figures().map(([name, of, isTime]) => {
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
          <SpanLink trace={baseTrace} side={sides.base} figures={base} {...{ comparison, path }} />
        )}
        <SpanLink trace={otherTrace} side={sides.other} figures={other} {...{ comparison, path }} />
        {typical !== undefined && <MedianLink typical={typical} />}
      </ul>
      <h3>{text.reachedBy}</h3>
      <ol className={styles.way}>
        {wayTo(comparison, path).map((at) => (
          <li key={at}>
            <ServiceName isWhole name={paths.step[at]!.service} /> {paths.step[at]!.operation}
          </li>
        ))}
      </ol>
    </SidePanel>
  );
}

/** Name, figure, and whether it is a time. */
function figures(): readonly (readonly [string, PathFigure, boolean])[] {
  return [
    [text.calls, "count", false],
    [text.errors, "errorCount", false],
    [text.selfTime, "selfUs", true],
    [text.criticalPath, "criticalUs", true],
    [text.totalTime, "totalUs", true],
  ];
}

type PathFigure = "count" | "errorCount" | "selfUs" | "criticalUs" | "totalUs";

function Usual({ ranges, path }: { readonly ranges: PathRanges; readonly path: number }) {
  const { share, traceCount, selfUs, count } = ranges;
  if (share[path] === 0) return <p className={styles.note}>{text.noneHasIt(traceCount)}</p>;
  return (
    <p className={styles.note}>
      {text.usual({
        share: formatRatio(share[path]!),
        traces: traceCount,
        selfFrom: formatDuration(selfUs.low[path]!),
        selfTo: formatDuration(selfUs.high[path]!),
        callsFrom: rounded(count.low[path]!),
        callsTo: rounded(count.high[path]!),
      })}
    </p>
  );
}

function SpanLink({
  trace,
  side,
  figures,
  comparison,
  path,
}: Pick<ChosenPathProps, "comparison" | "path"> & {
  readonly trace: Trace;
  readonly side: ComparedSide;
  readonly figures: PathFigures;
}) {
  const row = figures.row[path]!;
  if (row < 0) return <li className={styles.note}>{text.noSpanIn(side)}</li>;
  const count = figures.count[path]!;
  return (
    <li>
      <Link
        to="/trace/$traceId"
        params={{ traceId: trace.traceId }}
        search={paramsForSpan(trace, row, comparison.paths.step[path]!)}
      >
        {count === 1 ? text.openSpanIn(side) : text.openLongest(count, side)}
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
        {text.openMedian}
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
  return rounded(count).toLocaleString();
}

/** Medians are not always whole numbers. */
function rounded(count: number): number {
  return Number(count.toPrecision(4));
}
