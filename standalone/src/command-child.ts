import { text } from "node:stream/consumers";
import { readCommand, type CommandRequest } from "./command.ts";

// The other side of `command-in-child.ts`: a request as JSON comes in, a command as JSON goes out.
const request = JSON.parse(await text(process.stdin)) as CommandRequest;
process.stdout.write(JSON.stringify(await readCommand(request)));
