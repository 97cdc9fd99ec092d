import { text } from "../../texts/trace-rows.ts";
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
      <IconButton label={text.fold} pressed={isFolded} onClick={() => onFolded(!isFolded)}>
        <Icon name="fold" size={14} />
      </IconButton>
      <IconButton label={text.expandAll} onClick={() => onTree("expandAll")}>
        <Icon name="expandAll" size={14} />
      </IconButton>
      <IconButton label={text.collapseAll} onClick={() => onTree("collapseAll")}>
        <Icon name="collapseAll" size={14} />
      </IconButton>
      <IconButton label={text.expandLevel} onClick={() => onTree("expandOneLevel")}>
        <Icon name="expandLevel" size={14} />
      </IconButton>
      <IconButton label={text.collapseLevel} onClick={() => onTree("collapseOneLevel")}>
        <Icon name="collapseLevel" size={14} />
      </IconButton>
    </span>
  );
}
