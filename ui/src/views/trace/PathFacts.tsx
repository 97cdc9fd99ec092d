import type { SpanPaths } from "@spanhouse/model";
import { formatDuration } from "../../logic/duration.ts";
import type { PathFigures } from "../../logic/path-figures.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { ChosenBox } from "../../widgets/ChosenBox.tsx";

interface PathFactsProps {
  readonly model: TraceModel;
  readonly paths: SpanPaths;
  readonly figures: PathFigures;
  readonly path: number;
  readonly weightName: string;
  /** Time of the path with all below it, and of the whole trace; microseconds. */
  readonly weightUs: number;
  readonly wholeUs: number;
  readonly onRow: (row: number) => void;
  readonly onWiden: () => void;
}

/** What the spans of one path did, in figures. */
export function PathFacts(props: PathFactsProps) {
  const { model, paths, figures, path, weightName, weightUs, wholeUs, onRow, onWiden } = props;
  const { service, operation } = paths.step[path]!;
  const place = model.trace.services.findIndex(({ name }) => name === service);
  const share = wholeUs > 0 ? Math.round((weightUs / wholeUs) * 1000) / 10 : 0;
  const facts: readonly (readonly [string, string])[] = [
    ["Spans", figures.count[path]!.toLocaleString()],
    ["Errors", figures.errorCount[path]!.toLocaleString()],
    ["Total", formatDuration(figures.totalUs[path]!)],
    ["At work itself", formatDuration(figures.selfUs[path]!)],
    ["Waited for", formatDuration(figures.criticalUs[path]!)],
    ["Share with all below", `${share} % of the ${weightName}`],
  ];
  return (
    <ChosenBox {...{ service, operation, facts, onWiden }} colour={model.colours[place]}>
      <button type="button" onClick={() => onRow(figures.row[path]!)}>
        Go to the longest
      </button>
    </ChosenBox>
  );
}
