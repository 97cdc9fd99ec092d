import { useEffect, useRef } from "react";
import { Icon } from "../../widgets/Icon.tsx";
import { IconButton } from "../../widgets/IconButton.tsx";
import styles from "./KeysDialog.module.css";

const KEYS = [
  { keys: ["↑", "↓"], means: "previous, next span" },
  { keys: ["→", "←"], means: "open or enter, close or leave a subtree" },
  { keys: ["Enter"], means: "show the span's details" },
  { keys: ["Esc"], means: "close the details" },
  { keys: ["[", "]"], means: "expand all, collapse all" },
  { keys: ["o", "p"], means: "expand, collapse one level" },
  { keys: ["/"], means: "find; Enter and Shift Enter go through the matches" },
  { keys: ["n", "N"], means: "next, previous match" },
  { keys: ["e", "E"], means: "next, previous error" },
  { keys: ["c", "C"], means: "next, previous span of the critical path" },
  { keys: [".", ","], means: "next, previous sibling" },
  { keys: ["*"], means: "open the whole subtree" },
  { keys: ["w", "s"], means: "zoom in, out; Ctrl and the wheel do too" },
  { keys: ["a", "d"], means: "earlier, later" },
  { keys: ["f"], means: "fit the span under the cursor" },
  { keys: ["0"], means: "the whole trace; a double click does too" },
] as const;

/** The list of keys. */
export function KeysDialog({
  open,
  onClose,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) ref.current?.showModal();
    else ref.current?.close();
  }, [open]);

  return (
    <dialog ref={ref} className={styles.dialog} aria-labelledby="keys-title" onClose={onClose}>
      <div className={styles.head}>
        <h2 id="keys-title">Keys</h2>
        <IconButton label="Close" onClick={onClose}>
          <Icon name="close" />
        </IconButton>
      </div>
      <dl className={styles.keys}>
        {KEYS.map(({ keys, means }) => (
          <div key={means}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{means}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
