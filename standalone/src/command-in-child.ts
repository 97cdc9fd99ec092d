import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Command, CommandRequest } from "./command.ts";

/** What `command-child.ts` is built to, beside the file that this is built into. */
const CHILD = join(import.meta.dirname, "command.js");

/**
 * `readCommand` of `command.ts`, which this stands for in the agent's build, in a process that ends when it is
 * done: what reads YAML and checks it against a schema would take 12 MB for as long as the agent runs.
 */
export async function readCommand(request: CommandRequest): Promise<Command> {
  const child = spawn(process.execPath, [CHILD], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "close");
  // A child that cannot read it says so on standard error, and has no answer.
  child.stdin.on("error", () => child.stdin.destroy());
  child.stdin.end(JSON.stringify(request));
  const answer = await text(child.stdout);
  await ended;
  if (answer === "") return { out: "", err: "", exitCode: child.exitCode ?? 1 };
  return JSON.parse(answer) as Command;
}
