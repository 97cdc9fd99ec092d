// What a platform does with the handler: calls it, and is gone without a word.
import { handler } from "./handler.mjs";

for (const order of [1, 2]) {
  const { body } = await handler({ order });
  process.stdout.write(`${body}\n`);
}
process.kill(process.pid, "SIGKILL");
