import type { SpanPaths } from "@spanhouse/model";
import { formatDuration } from "../../logic/duration.ts";
import { bottomOf, callersOf } from "../../logic/bottom-up-paths.ts";
import type { PathFigures } from "../../logic/path-figures.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { text } from "../../texts/trace-paths.ts";
import { ChosenBox } from "../../widgets/ChosenBox.tsx";
import type { PathWeight } from "./path-weight.ts";

interface PathFactsProps {
  readonly model: TraceModel;
  readonly paths: SpanPaths;
  readonly figures: PathFigures;
  readonly path: number;
  readonly weight: PathWeight;
  /** Time of the path with all below it, and of the whole trace; microseconds. */
  readonly weightUs: number;
  readonly wholeUs: number;
  /** The path leads from an operation to its callers, and the figures are of the operation. */
  readonly isBottomUp: boolean;
  readonly onRow: (row: number) => void;
  readonly onWiden: () => void;
}

/** What the spans of one path did, in figures. */
export function PathFacts(props: PathFactsProps) {
  const { model, paths, figures, path, weight, weightUs, wholeUs, isBottomUp } = props;
  const { onRow, onWiden } = props;
  const { service, operation } = paths.step[isBottomUp ? bottomOf(paths, path) : path]!;
  const callers = isBottomUp ? callersOf(paths, path) : [];
  const place = model.trace.services.findIndex(({ name }) => name === service);
  const share = wholeUs > 0 ? Math.round((weightUs / wholeUs) * 1000) / 10 : 0;
  const facts: readonly (readonly [string, string])[] = [
    ...(callers.length === 0 ? [] : [[text.calledBy, callersText(callers)] as const]),
    [text.spans, figures.count[path]!.toLocaleString()],
    [text.errors, figures.errorCount[path]!.toLocaleString()],
    [text.total, formatDuration(figures.totalUs[path]!)],
    [text.atWork, formatDuration(figures.selfUs[path]!)],
    [text.waitedFor, formatDuration(figures.criticalUs[path]!)],
    [
      text.shareWithBelow,
      weight === "self" ? text.shareOfSelf(share) : text.shareOfCritical(share),
    ],
  ];
  return (
    <ChosenBox {...{ service, operation, facts, onWiden }} colour={model.colours[place]}>
      <button type="button" onClick={() => onRow(figures.row[path]!)}>
        {text.goToLongest}
      </button>
    </ChosenBox>
  );
}

/** The nearest first. */
function callersText(callers: SpanPaths["step"]): string {
  return callers.map(({ service, operation }) => `${service} ${operation}`).join(" ← ");
}
