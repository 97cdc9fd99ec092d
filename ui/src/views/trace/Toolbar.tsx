import { isWhole } from "../../logic/time-window.ts";
import { Icon } from "../../widgets/Icon.tsx";
import { IconButton } from "../../widgets/IconButton.tsx";
import { type TimeWindowStore, useTimeWindow } from "./time-window-store.ts";
import styles from "./Toolbar.module.css";
import type { TreeChange } from "./use-tree.ts";

interface ToolbarProps {
  readonly timeWindow: TimeWindowStore;
  readonly onTree: (change: TreeChange) => void;
  readonly onHelp: () => void;
}

/** Buttons for the whole waterfall; all of them have keys too. */
export function Toolbar({ timeWindow, onTree, onHelp }: ToolbarProps) {
  const whole = isWhole(useTimeWindow(timeWindow), timeWindow.durationUs);
  return (
    <div className={styles.toolbar}>
      {!whole && (
        <button type="button" className={styles.reset} onClick={timeWindow.reset}>
          Whole trace
        </button>
      )}
      <IconButton label="Expand all ( [ )" onClick={() => onTree("expandAll")}>
        <Icon name="expandAll" />
      </IconButton>
      <IconButton label="Collapse all ( ] )" onClick={() => onTree("collapseAll")}>
        <Icon name="collapseAll" />
      </IconButton>
      <IconButton label="Expand one level ( o )" onClick={() => onTree("expandOneLevel")}>
        <Icon name="expandLevel" />
      </IconButton>
      <IconButton label="Collapse one level ( p )" onClick={() => onTree("collapseOneLevel")}>
        <Icon name="collapseLevel" />
      </IconButton>
      <IconButton label="Keys ( ? )" onClick={onHelp}>
        <Icon name="keys" />
      </IconButton>
    </div>
  );
}
