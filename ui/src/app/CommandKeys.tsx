import { lazy, Suspense, useEffect, useEffectEvent, useState } from "react";
import { commandOfKey } from "../logic/commands.ts";
import { text } from "../texts/app.tsx";
import { Icon } from "../widgets/Icon.tsx";
import { IconButton } from "../widgets/IconButton.tsx";
import { commandSections, useCommands } from "../widgets/use-commands.ts";
import styles from "./CommandKeys.module.css";
import { useAppCommands } from "./use-app-commands.ts";

const loadKeysDialog = () => import("./KeysDialog.tsx");
const loadPalette = () => import("./CommandPalette.tsx");
const KeysDialog = lazy(async () => ({ default: (await loadKeysDialog()).KeysDialog }));
const CommandPalette = lazy(async () => ({ default: (await loadPalette()).CommandPalette }));

/** By then the page has what it shows. */
const LOAD_AFTER_MS = 1_500;

interface CommandKeysProps {
  readonly onTheme: () => void;
  readonly onTimeZone: (name: string | undefined) => void;
}

/**
 * The keys of every page, the list of them (`?`) and the list of commands (ctrl and `k`). Both lists are loaded after
 * the page, so that what is typed right behind the key is not lost.
 */
export function CommandKeys({ onTheme, onTimeZone }: CommandKeysProps) {
  const [shown, setShown] = useState<"keys" | "palette" | undefined>(undefined);
  const [said, setSaid] = useState("");
  useCommands(
    useAppCommands({
      onTheme,
      onTimeZone,
      onSay: setSaid,
      onKeys: () => setShown("keys"),
      onPalette: () => setShown("palette"),
    }),
  );
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== "k" || isInDialog(event.target)) return;
      event.preventDefault();
      setShown("palette");
      return;
    }
    if (isWriting(event.target) || isInDialog(event.target)) return;
    const command = commandOfKey(commandSections(), event.key);
    if (command === undefined) return;
    event.preventDefault();
    command.run();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKeyDown(event);
    document.addEventListener("keydown", listener);
    // What does not come now is loaded when it is asked for.
    const timer = setTimeout(
      () => void Promise.allSettled([loadPalette(), loadKeysDialog()]),
      LOAD_AFTER_MS,
    );
    return () => {
      document.removeEventListener("keydown", listener);
      clearTimeout(timer);
    };
  }, []);

  // A command of one list may open the other before the first one says that it is closed.
  const close = (which: "keys" | "palette"): void =>
    setShown((now) => (now === which ? undefined : now));
  return (
    <>
      <IconButton label={text.commandsKey} onClick={() => setShown("palette")}>
        <Icon name="keys" />
      </IconButton>
      <span role="status" data-testid="said" className={styles.said}>
        {said}
      </span>
      <Suspense>
        {shown === "keys" && (
          <KeysDialog sections={commandSections()} onClose={() => close("keys")} />
        )}
        {shown === "palette" && (
          <CommandPalette sections={commandSections()} onClose={() => close("palette")} />
        )}
      </Suspense>
    </>
  );
}

function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("dialog[open]") !== null;
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.closest("input, textarea, select") !== null || target.isContentEditable)
  );
}
