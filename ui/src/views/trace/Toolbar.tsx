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
  /** What only the timeline has is left out in other views. */
  readonly hasTree: boolean;
  readonly isFolded: boolean;
  readonly onFolded: (folded: boolean) => void;
  readonly isCompressed: boolean;
  readonly onCompressed: (compressed: boolean) => void;
}

/** Buttons for the whole waterfall; all of them have keys too. */
export function Toolbar(props: ToolbarProps) {
  const { timeWindow, onTree, onHelp, hasTree, isFolded, isCompressed } = props;
  const whole = isWhole(useTimeWindow(timeWindow), timeWindow.durationUs);
  return (
    <div className={styles.toolbar}>
      {!whole && (
        <button type="button" className={styles.reset} onClick={timeWindow.reset}>
          Whole trace
        </button>
      )}
      <IconButton
        label="Draw idle time short"
        pressed={isCompressed}
        onClick={() => props.onCompressed(!isCompressed)}
      >
        <Icon name="gaps" />
      </IconButton>
      {hasTree && <TreeButtons {...{ onTree, isFolded }} onFolded={props.onFolded} />}
      <IconButton label="Keys ( ? )" onClick={onHelp}>
        <Icon name="keys" />
      </IconButton>
    </div>
  );
}

function TreeButtons({
  onTree,
  isFolded,
  onFolded,
}: Pick<ToolbarProps, "onTree" | "isFolded" | "onFolded">) {
  return (
    <>
      <IconButton
        label="Fold similar siblings"
        pressed={isFolded}
        onClick={() => onFolded(!isFolded)}
      >
        <Icon name="fold" />
      </IconButton>
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
    </>
  );
}
