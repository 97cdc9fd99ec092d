import { useEffect, useRef } from "react";
import type { CommandSection } from "../logic/commands.ts";

/** What is on the screen now: a page registers its commands while it is shown. */
const sources: (() => CommandSection)[] = [];

/** The sections of what is on the screen, those of every page first. */
export function commandSections(): readonly CommandSection[] {
  return sources.map((section) => section());
}

/**
 * Gives keys and the list of commands what a page can do. Commands are taken as they were drawn last, so that they may
 * close over anything.
 */
export function useCommands(section: CommandSection): void {
  const latest = useRef(section);
  useEffect(() => {
    latest.current = section;
  });
  useEffect(() => {
    const source = (): CommandSection => latest.current;
    sources.push(source);
    return () => {
      sources.splice(sources.indexOf(source), 1);
    };
  }, []);
}
