import { useEffect, useRef } from "react";
import { type CommandSection, keyLabel } from "../logic/commands.ts";
import { text } from "../texts/command-lists.ts";
import { Icon } from "../widgets/Icon.tsx";
import { IconButton } from "../widgets/IconButton.tsx";
import styles from "./KeysDialog.module.css";

interface KeysDialogProps {
  readonly sections: readonly CommandSection[];
  readonly onClose: () => void;
}

/** The keys of what is on the screen, the page's own first. */
export function KeysDialog({ sections, onClose }: KeysDialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  return (
    <dialog ref={ref} className={styles.dialog} aria-labelledby="keys-title" onClose={onClose}>
      <div className={styles.head}>
        <h2 id="keys-title">{text.keys}</h2>
        <IconButton label={text.close} onClick={() => ref.current?.close()}>
          <Icon name="close" />
        </IconButton>
      </div>
      {sections.toReversed().map(({ title, commands, focusKeys = [] }) => (
        <section key={title} aria-label={title}>
          <h3 className={styles.title}>{title}</h3>
          <dl className={styles.keys}>
            {focusKeys.map(({ name, keys }) => (
              <KeyLine key={name} keys={keys} name={name} />
            ))}
            {commands.map(
              ({ name, key }) =>
                key !== undefined && <KeyLine key={name} keys={[keyLabel(key)]} name={name} />,
            )}
          </dl>
        </section>
      ))}
    </dialog>
  );
}

function KeyLine({ keys, name }: { readonly keys: readonly string[]; readonly name: string }) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{name}</dd>
    </div>
  );
}
