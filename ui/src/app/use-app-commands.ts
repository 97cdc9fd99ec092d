import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { CommandSection } from "../logic/commands.ts";

interface AppActions {
  readonly onTheme: () => void;
  /** Undefined for the browser's own. */
  readonly onTimeZone: (name: string | undefined) => void;
  readonly onKeys: () => void;
  readonly onPalette: () => void;
  /** Says what was done; "" takes it back. */
  readonly onSay: (text: string) => void;
}

/** How long the page says what was done. */
const SAID_MS = 2_500;

/** What every page can do. */
export function useAppCommands(actions: AppActions): CommandSection {
  const { onTheme, onTimeZone, onKeys, onPalette, onSay } = actions;
  const navigate = useNavigate();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const say = (text: string): void => {
    onSay(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSay(""), SAID_MS);
  };
  const copyLink = (): void => {
    writeToClipboard(window.location.href).then(
      () => say("The link to this view is copied"),
      () => say("The browser did not allow copying"),
    );
  };
  const go = (to: "/search" | "/services" | "/map" | "/file"): void => void navigate({ to });
  return {
    title: "Every page",
    focusKeys: [{ keys: ["Ctrl K"], name: "List the commands" }],
    commands: [
      { name: "List the keys", key: "?", run: onKeys },
      { name: "Copy the link to this view", key: "y", run: copyLink },
      { name: "Go to search", key: "1", run: () => go("/search") },
      { name: "Go to services", key: "2", run: () => go("/services") },
      { name: "Go to the service map", key: "3", run: () => go("/map") },
      { name: "Open a trace by its id", key: "i", run: () => focus("[data-open-trace]") },
      { name: "Open a file of traces", run: () => go("/file") },
      { name: "Show times in UTC", run: () => onTimeZone("UTC") },
      { name: "Show times in the browser’s zone", run: () => onTimeZone(undefined) },
      { name: "Choose a time zone", run: () => focus("[data-time-zone]") },
      { name: "Change the theme", run: onTheme },
      { name: "List the commands", run: onPalette },
    ],
  };
}

function focus(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}

/** Rejects when the page may not: pages that came over plain HTTP from another machine have no clipboard. */
async function writeToClipboard(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
