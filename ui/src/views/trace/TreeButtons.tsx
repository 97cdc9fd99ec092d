import { Icon } from "../../widgets/Icon.tsx";
import { IconButton } from "../../widgets/IconButton.tsx";
import styles from "./TreeButtons.module.css";
import type { TreeChange } from "./use-tree.ts";

export interface TreeButtonsProps {
  readonly onTree: (change: TreeChange) => void;
  readonly isFolded: boolean;
  readonly onFolded: (folded: boolean) => void;
}

/** Buttons for the whole tree, in its head. Most of them have keys too. */
export function TreeButtons({ onTree, isFolded, onFolded }: TreeButtonsProps) {
  return (
    <span className={styles.buttons}>
      <IconButton
        label="Fold similar siblings"
        pressed={isFolded}
        onClick={() => onFolded(!isFolded)}
      >
        <Icon name="fold" size={14} />
      </IconButton>
      <IconButton label="Expand all ( [ )" onClick={() => onTree("expandAll")}>
        <Icon name="expandAll" size={14} />
      </IconButton>
      <IconButton label="Collapse all ( ] )" onClick={() => onTree("collapseAll")}>
        <Icon name="collapseAll" size={14} />
      </IconButton>
      <IconButton label="Expand one level ( o )" onClick={() => onTree("expandOneLevel")}>
        <Icon name="expandLevel" size={14} />
      </IconButton>
      <IconButton label="Collapse one level ( p )" onClick={() => onTree("collapseOneLevel")}>
        <Icon name="collapseLevel" size={14} />
      </IconButton>
    </span>
  );
}
