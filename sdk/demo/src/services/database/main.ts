import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { setting } from "../setting.ts";
import { openCluster } from "./open-cluster.ts";
import { createShop } from "./shop-tables.ts";

// PostgreSQL in this process (PGlite), in memory, behind PostgreSQL's own protocol: the services use the ordinary
// driver and its ordinary instrumentation. Not traced, as a database is not.

/** More than the pools of all services together. */
const CONNECTIONS_MAX = 20;

const database = await openCluster(setting(process.env, "CLUSTER_FOLDER"));
await createShop(database);
const server = new PGLiteSocketServer({
  db: database,
  host: "127.0.0.1",
  port: Number(setting(process.env, "PORT")),
  maxConnections: CONNECTIONS_MAX,
});
await server.start();
