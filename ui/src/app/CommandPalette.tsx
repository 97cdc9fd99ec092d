import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { type CommandSection, type Command, filterCommands, keyLabel } from "../logic/commands.ts";
import { looksLikeId } from "../logic/pasted-id.ts";
import { text } from "../texts/command-lists.ts";
import { useOpenId } from "../widgets/use-open-id.ts";
import styles from "./CommandPalette.module.css";

interface CommandPaletteProps {
  readonly sections: readonly CommandSection[];
  readonly onClose: () => void;
}

/** Everything that can be done now, to choose by typing (WAI-ARIA combobox). An id that is typed can be opened. */
export function CommandPalette({ sections, onClose }: CommandPaletteProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const { openId } = useOpenId();
  useEffect(() => ref.current?.showModal(), []);

  const all = sections.toReversed().flatMap(({ commands }) => commands);
  const options: readonly Command[] = [
    ...(looksLikeId(typed) ? [{ name: text.openId(typed.trim()), run: () => openId(typed) }] : []),
    ...filterCommands(all, typed),
  ];
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    // First, so that the command can put the focus where it wants.
    ref.current?.close();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && options.length > 0) {
      const next = (active + step + options.length) % options.length;
      setActive(next);
      document.getElementById(`command-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") run(options[active]);
    else return;
    event.preventDefault();
  };
  return (
    <dialog ref={ref} className={styles.dialog} aria-label={text.commands} onClose={onClose}>
      <input
        className={styles.input}
        type="text"
        role="combobox"
        spellCheck={false}
        autoComplete="off"
        aria-label={text.commandOrId}
        aria-expanded="true"
        aria-controls="commands"
        aria-autocomplete="list"
        aria-activedescendant={options.length === 0 ? undefined : `command-${active}`}
        placeholder={text.whatToDo}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id="commands" className={styles.list} role="listbox" aria-label={text.commands}>
        {options.map((command, at) => (
          <li
            key={command.name}
            id={`command-${at}`}
            role="option"
            aria-selected={at === active}
            onClick={() => run(command)}
          >
            {command.name}
            {command.key !== undefined && <kbd>{keyLabel(command.key)}</kbd>}
          </li>
        ))}
      </ul>
      <p className={styles.none} role="status">
        {options.length === 0 && text.noCommand}
      </p>
    </dialog>
  );
}
