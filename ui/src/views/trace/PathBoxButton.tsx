import type { PathStep } from "@spanhouse/model";
import { formatDuration } from "../../logic/duration.ts";
import type { PathBox } from "../../logic/path-boxes.ts";
import type { PathFigures } from "../../logic/path-figures.ts";
import { cssColour } from "../../logic/service-colours.ts";
import type { TraceModel } from "../../logic/trace-model.ts";
import { toStyle } from "../../widgets/to-style.ts";
import styles from "./PathBoxButton.module.css";

/** Height of a level. */
export const PATH_LANE_PX = 22;

interface PathBoxButtonProps {
  readonly model: TraceModel;
  readonly figures: PathFigures;
  readonly box: PathBox;
  readonly step: PathStep;
  /** Time of the path with all below it, microseconds. */
  readonly weightUs: number;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly onWiden: () => void;
}

/** One path. A click chooses it, a double click gives it the whole width. */
export function PathBoxButton(props: PathBoxButtonProps) {
  const { model, figures, box, step, weightUs, chosen, onChoose, onWiden } = props;
  const service = model.trace.services.findIndex(({ name }) => name === step.service);
  const count = figures.count[box.path]!;
  const errors = figures.errorCount[box.path]!;
  const times = count > 1 ? ` × ${count.toLocaleString()}` : "";
  const label = `${step.service} ${step.operation}${times}`;
  const failed = errors > 0 ? `, ${errors.toLocaleString()} with an error` : "";
  const said = `${label}: ${formatDuration(weightUs)}${failed}`;
  return (
    <button
      type="button"
      className={styles.box}
      style={toStyle({
        "--service": cssColour(model.colours[service]!),
        top: `${box.level * PATH_LANE_PX}px`,
        left: `${box.from * 100}%`,
        width: `${(box.to - box.from) * 100}%`,
      })}
      title={said}
      aria-label={said}
      aria-pressed={chosen}
      data-path={box.path}
      data-error={errors > 0 || undefined}
      tabIndex={chosen ? 0 : -1}
      onClick={onChoose}
      onFocus={onChoose}
      onDoubleClick={onWiden}
    >
      {label}
    </button>
  );
}
