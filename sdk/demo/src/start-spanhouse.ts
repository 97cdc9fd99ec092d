import { join } from "node:path";
import { START_DEADLINE_MS } from "./limits.ts";
import type { Places } from "./places.ts";
import type { Processes } from "./processes.ts";
import type { Doors } from "./doors.ts";
import { parseReadyLine } from "./ready-line.ts";

export interface SpanhouseOptions {
  readonly places: Places;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `key=value`. */
  readonly set: readonly string[];
}

/** Starts what `npm start` starts; resolves when it is ready. When it cannot start, it ends and says why itself. */
export async function startSpanhouse(
  processes: Processes,
  { places, environment, set }: SpanhouseOptions,
): Promise<Doors> {
  const settings = ["log.format=json", ...set].flatMap((setting) => ["--set", setting]);
  let unfinishedLine = "";
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      reject(new Error(`Spanhouse was not ready within ${START_DEADLINE_MS / 1000} s`));
    }, START_DEADLINE_MS);
    const onOutput = (text: string): void => {
      const lines = (unfinishedLine + text).split("\n");
      unfinishedLine = lines.pop() ?? "";
      for (const line of lines) {
        const doors = parseReadyLine(line);
        if (doors === undefined) continue;
        clearTimeout(deadline);
        resolve(doors);
      }
    };
    const child = processes.start({
      name: "Spanhouse",
      args: [join(places.root, "standalone/spanhouse.cjs"), "start", ...settings],
      environment,
      onOutput,
    });
    void child.ended.then(() => clearTimeout(deadline));
  });
}
