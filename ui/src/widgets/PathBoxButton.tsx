import type { PathBox } from "../logic/path-boxes.ts";
import { cssColour, type ServiceColour } from "../logic/service-colours.ts";
import styles from "./PathBoxButton.module.css";
import { toStyle } from "./to-style.ts";

/** Height of a level. */
export const PATH_LANE_PX = 22;

/** How a path is shown and said. */
export interface PathLook {
  readonly label: string;
  /** The label with figures, for the tip and for who does not see it. */
  readonly said: string;
  readonly colour: ServiceColour | undefined;
  readonly hasErrors?: boolean;
}

interface PathBoxButtonProps {
  readonly box: PathBox;
  readonly look: PathLook;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly onWiden: () => void;
}

/** One path. A click chooses it, a double click gives it the whole width. */
export function PathBoxButton({ box, look, chosen, onChoose, onWiden }: PathBoxButtonProps) {
  const { label, said, colour, hasErrors = false } = look;
  return (
    <button
      type="button"
      className={styles.box}
      style={toStyle({
        "--service": colour === undefined ? "var(--ink-soft)" : cssColour(colour),
        top: `${box.level * PATH_LANE_PX}px`,
        left: `${box.from * 100}%`,
        width: `${(box.to - box.from) * 100}%`,
      })}
      title={said}
      aria-label={said}
      aria-pressed={chosen}
      data-path={box.path}
      data-error={hasErrors || undefined}
      tabIndex={chosen ? 0 : -1}
      onClick={onChoose}
      onFocus={onChoose}
      onDoubleClick={onWiden}
    >
      {label}
    </button>
  );
}
