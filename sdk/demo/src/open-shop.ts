import { join } from "node:path";
import type { Doors } from "./doors.ts";
import { freePorts } from "./free-ports.ts";
import type { Places } from "./places.ts";
import type { Processes } from "./processes.ts";
import { SERVICE_NAMES, type ServiceName, shopServices } from "./services.ts";

export interface OpenShopOptions {
  readonly processes: Processes;
  readonly places: Places;
  readonly doors: Doors;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Where the shop can be reached. */
export interface Shop {
  readonly storefrontUrl: string;
  readonly fulfilmentUrl: string;
}

/** Starts the database and all services on free ports; resolves when every one of them accepts connections. */
export async function openShop({
  processes,
  places,
  doors,
  environment,
}: OpenShopOptions): Promise<Shop> {
  const [databasePort = 0, ...servicePorts] = await freePorts(1 + SERVICE_NAMES.length);
  const ports = Object.fromEntries(
    SERVICE_NAMES.map((name, at) => [name, servicePorts[at]!]),
  ) as Record<ServiceName, number>;
  const database = processes.startListening(databasePort, {
    name: "database",
    // Compiled quickly rather than well, PostgreSQL starts in half of the time and memory.
    args: ["--liftoff-only", join(places.dist, "database.js")],
    environment: {
      ...environment,
      PORT: String(databasePort),
      CLUSTER_FOLDER: join(places.root, "build/demo"),
    },
  });
  const services = shopServices({ places, doors, databasePort, ports }).map((service) =>
    processes.startListening(service.port, {
      name: service.name,
      args: service.args,
      environment: { ...environment, ...service.environment },
    }),
  );
  await Promise.all([database, ...services]);
  return {
    storefrontUrl: `http://127.0.0.1:${ports.storefront}`,
    fulfilmentUrl: `http://127.0.0.1:${ports.fulfilment}`,
  };
}
