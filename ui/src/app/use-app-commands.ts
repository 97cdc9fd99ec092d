import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { CommandSection } from "../logic/commands.ts";
import { text } from "../texts/app.tsx";
import { text as clipboardText } from "../texts/clipboard.ts";
import { text as fileText } from "../texts/open-file.ts";
import { writeToClipboard } from "../widgets/write-to-clipboard.ts";

interface AppActions {
  readonly onTheme: () => void;
  /** Undefined for the browser's own. */
  readonly onTimeZone: (name: string | undefined) => void;
  readonly onKeys: () => void;
  readonly onPalette: () => void;
  /** Says what was done; "" takes it back. */
  readonly onSay: (said: string) => void;
}

/** How long the page says what was done. */
const SAID_MS = 2_500;

/** What every page can do. */
export function useAppCommands(actions: AppActions): CommandSection {
  const { onTheme, onTimeZone, onKeys, onPalette, onSay } = actions;
  const navigate = useNavigate();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const say = (said: string): void => {
    onSay(said);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSay(""), SAID_MS);
  };
  const copyLink = (): void => {
    writeToClipboard(window.location.href).then(
      () => say(clipboardText.linkCopied),
      () => say(clipboardText.notAllowed),
    );
  };
  const go = (to: "/search" | "/services" | "/map" | "/file"): void => void navigate({ to });
  return {
    title: text.everyPage,
    focusKeys: [{ keys: ["Ctrl K"], name: text.listCommands }],
    commands: [
      { name: text.listKeys, key: "?", run: onKeys },
      { name: text.copyLink, key: "y", run: copyLink },
      { name: text.goToSearch, key: "1", run: () => go("/search") },
      { name: text.goToServices, key: "2", run: () => go("/services") },
      { name: text.goToMap, key: "3", run: () => go("/map") },
      { name: text.openTraceByItsId, key: "i", run: () => focus("[data-open-trace]") },
      { name: fileText.openFile, run: () => go("/file") },
      { name: text.showTimesInUtc, run: () => onTimeZone("UTC") },
      { name: text.showLocalTimes, run: () => onTimeZone(undefined) },
      { name: text.chooseTimeZone, run: () => focus("[data-time-zone]") },
      { name: text.changeTheme, run: onTheme },
      { name: text.listCommands, run: onPalette },
    ],
  };
}

function focus(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}
