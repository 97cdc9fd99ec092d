import { isWhole } from "../../logic/time-window.ts";
import { text } from "../../texts/trace-view.ts";
import { Icon } from "../../widgets/Icon.tsx";
import { IconButton } from "../../widgets/IconButton.tsx";
import { type TimeWindowStore, useTimeWindow } from "./time-window-store.ts";
import styles from "./Toolbar.module.css";

interface ToolbarProps {
  readonly timeWindow: TimeWindowStore;
  /** Tables have no time axis. */
  readonly hasTime: boolean;
  readonly isCompressed: boolean;
  readonly onCompressed: (compressed: boolean) => void;
  /** Whether rows show attributes; undefined where there are no rows. */
  readonly areAttributesShown: boolean | undefined;
  readonly onAttributes: (shown: boolean) => void;
}

/** Buttons for the axis of time, and for what rows show. */
export function Toolbar(props: ToolbarProps) {
  const { timeWindow, hasTime, isCompressed, areAttributesShown } = props;
  const whole = isWhole(useTimeWindow(timeWindow), timeWindow.durationUs);
  return (
    <div className={styles.toolbar}>
      {hasTime && !whole && (
        <button type="button" className={styles.reset} onClick={timeWindow.reset}>
          {text.wholeTrace}
        </button>
      )}
      {hasTime && (
        <IconButton
          label={text.idleShort}
          pressed={isCompressed}
          onClick={() => props.onCompressed(!isCompressed)}
        >
          <Icon name="gaps" />
        </IconButton>
      )}
      {areAttributesShown !== undefined && (
        <IconButton
          label={text.attributesInRows}
          pressed={areAttributesShown}
          onClick={() => props.onAttributes(!areAttributesShown)}
        >
          <Icon name="pin" />
        </IconButton>
      )}
    </div>
  );
}
