import {
  agentConfigSchema,
  collectorConfigSchema,
  forwardConfigSchema,
} from "@spanhouse/collector";
import { queryConfigSchema } from "@spanhouse/query";
import { storageConfigSchema } from "@spanhouse/storage";
import { z } from "zod";

/**
 * The whole configuration: each room's part under its name, and what belongs to the process. A room's own
 * `host` is left out here, because one `host` at the top holds for every door.
 */
export const configSchema = z.strictObject({
  /** Address all doors listen on. Containers set 0.0.0.0. */
  host: z.string().min(1).default("127.0.0.1"),
  /** Holds the spool, the quarantine and, when it is embedded, the store. Relative to where the process started. */
  dataFolder: z.string().min(1).default("./data"),
  log: z
    .strictObject({
      level: z.enum(["debug", "info", "warn", "error"]).default("info"),
      /** `auto` is `pretty` on a terminal, else `json`. */
      format: z.enum(["auto", "pretty", "json"]).default("auto"),
    })
    .prefault({}),
  storage: storageConfigSchema.prefault({}),
  collector: collectorConfigSchema.omit({ host: true }).prefault({}),
  query: queryConfigSchema.omit({ host: true }).prefault({}),
  /** Where an agent sends; other roles do not read it. */
  forward: forwardConfigSchema.prefault({}),
  agent: agentConfigSchema.prefault({}),
  health: z
    .strictObject({
      /** `/livez`, `/readyz` and `/metrics`. 0 means any free port. */
      port: z.int().min(0).max(65_535).default(8888),
    })
    .prefault({}),
});

export type Config = z.infer<typeof configSchema>;
