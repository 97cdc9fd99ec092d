/** Something a page can do, by its key or from the list of commands. */
export interface Command {
  /** What it does, as one says it: "Expand all spans". */
  readonly name: string;
  /** `key` of a keyboard event. */
  readonly key?: string;
  readonly run: () => void;
}

/** A key that a part of the page understands while it has the focus. It is only listed. */
export interface FocusKey {
  readonly name: string;
  readonly keys: readonly string[];
}

/** The commands of a page, or those of every page. */
export interface CommandSection {
  readonly title: string;
  readonly commands: readonly Command[];
  readonly focusKeys?: readonly FocusKey[];
}

/** The command of a key; later sections come before earlier ones. */
export function commandOfKey(
  sections: readonly CommandSection[],
  key: string,
): Command | undefined {
  for (const { commands } of sections.toReversed()) {
    const command = commands.find((each) => each.key === key);
    if (command !== undefined) return command;
  }
  return undefined;
}

/** Commands whose name has every word of the text; those in which a word begins with the first one come first. */
export function filterCommands(commands: readonly Command[], text: string): readonly Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const first = words[0];
  if (first === undefined) return commands;
  const fitting = commands.filter(({ name }) =>
    words.every((word) => name.toLowerCase().includes(word)),
  );
  const begins = ({ name }: Command): boolean => ` ${name.toLowerCase()}`.includes(` ${first}`);
  return [...fitting.filter(begins), ...fitting.filter((command) => !begins(command))];
}

/** How a key is written: `n`, `N`, `Esc`. */
export function keyLabel(key: string): string {
  return (
    { Escape: "Esc", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→" }[key] ?? key
  );
}
