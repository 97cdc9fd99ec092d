import { runLoad, type LoadOptions } from "./traffic/load-run.ts";

/** The load generator of `transport.ts`, in a process of its own: one run per message, answered with its report. */

export const LOAD_SHAPE = { connections: 4, inFlight: 16 } as const;

let patchSeed = 1;

process.on("message", (message) => {
  const options = message as Pick<LoadOptions, "target" | "endpoint" | "seconds">;
  void runLoad({
    ...options,
    ...LOAD_SHAPE,
    rate: undefined,
    batch: 512,
    drainSeconds: 10,
    tracesFile: undefined,
    seed: 1,
    patchSeed: patchSeed++,
  }).then((report) => process.send?.(report));
});
