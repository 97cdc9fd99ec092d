import { defineTexts } from "./define-texts.ts";

/** The list of the commands, and the list of the keys. */
export const text = defineTexts("commandLists", {
  commands: "Commands",
  commandOrId: "Command, or an id to open",
  whatToDo: "What to do, or an id to open",
  openId: (id: string) => `Open ${id}`,
  noCommand: "No command has these words.",
  keys: "Keys",
  close: "Close",
});
