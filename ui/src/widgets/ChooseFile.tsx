import styles from "./ChooseFile.module.css";
import { Icon } from "./Icon.tsx";
import { useOpenFile } from "./use-open-file.ts";

const LABEL = "Open a file of traces";

/** A button that lets people choose a file of traces; `isSmall` is only a drawing. */
export function ChooseFile({ isSmall = false }: { readonly isSmall?: boolean }) {
  const open = useOpenFile();
  return (
    <label className={styles.choose} data-small={isSmall || undefined} title={LABEL}>
      <Icon name="file" />
      {!isSmall && <span>{LABEL}</span>}
      <input
        type="file"
        className={styles.input}
        aria-label={LABEL}
        onChange={({ target }) => {
          const file = target.files?.[0];
          // Emptied, so that the same file can be chosen once more.
          target.value = "";
          if (file !== undefined) open(file, file.name);
        }}
      />
    </label>
  );
}
