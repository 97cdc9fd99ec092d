import { text } from "../texts/open-file.ts";
import styles from "./ChooseFile.module.css";
import { Icon } from "./Icon.tsx";
import { useOpenFile } from "./use-open-file.ts";

/** A button that lets people choose a file of traces; `isSmall` is only a drawing. */
export function ChooseFile({ isSmall = false }: { readonly isSmall?: boolean }) {
  const open = useOpenFile();
  return (
    <label className={styles.choose} data-small={isSmall || undefined} title={text.openFile}>
      <Icon name="file" />
      {!isSmall && <span>{text.openFile}</span>}
      <input
        type="file"
        className={styles.input}
        aria-label={text.openFile}
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
