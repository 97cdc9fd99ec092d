import { rmSync } from "node:fs";
import { join } from "node:path";
import { assert } from "@spanhouse/base";
import type { LinkTemplate, Span } from "@spanhouse/model";
import { queryConfigSchema, startQuery } from "@spanhouse/query";
import {
  openStore,
  type OpenStoreOptions,
  storageConfigSchema,
  type Store,
} from "@spanhouse/storage";
import { pino } from "pino";
import { Registry } from "prom-client";
import { newDataFolder } from "./data-folder.ts";
import { writeSpansFile } from "./spool-file.ts";

/** The query service on a free port over a real store in a folder of its own: the embedded one, or that of `storage`. */
export interface QueryOverStore {
  readonly url: string;
  /** `127.0.0.1:43211`, of Jaeger's services over gRPC. */
  readonly grpcAddress: string;
  readonly store: Store;
  /** Where the engine has its files; see embedded-sql.ts. */
  readonly engineFolder: string;
  /** As of RunningQuery. */
  readonly routes: readonly string[];
  /** Puts spans in by the way they come in: OTLP bytes, decoder, block, spool file, insert. */
  insert(spans: readonly Span[]): Promise<void>;
  close(): Promise<void>;
}

/** Starts it. Whoever starts it closes it. */
export async function startQueryOverStore(
  options: {
    readonly uiFolder?: string;
    readonly storage?: { readonly url: string };
    readonly searchTimeMaxMs?: number;
    readonly spansetBounds?: OpenStoreOptions["spansetBounds"];
    readonly links?: readonly LinkTemplate[];
    readonly frameAncestors?: string;
    readonly clockSkewMaxMs?: number;
  } = {},
): Promise<QueryOverStore> {
  const {
    storage = {},
    searchTimeMaxMs,
    spansetBounds,
    links,
    frameAncestors,
    clockSkewMaxMs,
    ...more
  } = options;
  const folder = await newDataFolder("query");
  const store = await openStore(storageConfigSchema.parse(storage), {
    dataFolder: folder,
    ...(searchTimeMaxMs === undefined ? {} : { searchTimeMaxMs }),
    ...(spansetBounds === undefined ? {} : { spansetBounds }),
  });
  const query = await startQuery({
    config: queryConfigSchema.parse({
      ...{ port: 0, grpcPort: 0 },
      ...{ links, frameAncestors, clockSkewMaxMs },
    }),
    store,
    logger: pino({ level: "error" }),
    metrics: new Registry(),
    ...more,
  });
  let files = 0;
  return {
    url: query.addresses[0]!.url,
    grpcAddress: new URL(query.addresses[1]!.url).host,
    store,
    engineFolder: join(folder, "store"),
    routes: query.routes,
    insert: async (spans) => {
      const name = `${++files}`;
      const part = writeSpansFile(join(folder, `${name}.native`), spans);
      const outcome = await store.writer.insert({ parts: [part], token: name });
      assert(
        outcome.status === "stored",
        `the spans of a test are stored: ${JSON.stringify(outcome)}`,
      );
    },
    close: async () => {
      await query.stop(1_000);
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
