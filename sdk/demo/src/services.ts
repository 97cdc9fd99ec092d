import { join } from "node:path";
import type { Doors } from "./doors.ts";
import type { Places } from "./places.ts";

export interface Service {
  readonly name: string;
  /** What it is made of and how its spans are sent, for people. */
  readonly description: string;
  readonly port: number;
  /** Arguments for `node`. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** What each service is made of; `payment` alone is started without the SDK. */
export const SERVICE_DESCRIPTIONS = {
  storefront: "fastify · OTLP over HTTP, protobuf",
  catalog: "fastify, pg · OTLP over HTTP, protobuf",
  checkout: "fastify, CommonJS · OTLP over HTTP, JSON",
  inventory: "gRPC, pg · OTLP over gRPC",
  payment: "node:http, Jaeger's client · Thrift over UDP",
  fraud: "node:http · Zipkin",
  fulfilment: "node:http, a queue, pg · OTLP over HTTP, protobuf",
} as const;

export type ServiceName = keyof typeof SERVICE_DESCRIPTIONS;

export const SERVICE_NAMES = Object.keys(SERVICE_DESCRIPTIONS) as readonly ServiceName[];

export interface ShopOptions {
  readonly places: Places;
  readonly doors: Doors;
  readonly databasePort: number;
  readonly ports: Readonly<Record<ServiceName, number>>;
}

/**
 * The services of the shop. Who calls whom:
 *
 *   storefront ─▶ catalog ─▶ database
 *        └─▶ checkout ─▶ catalog
 *                ├─▶ inventory ─▶ database
 *                ├─▶ payment ─▶ fraud
 *                └─▶ fulfilment ~queue~▶ fulfilment ─▶ database
 */
export function shopServices({
  places,
  doors,
  databasePort,
  ports,
}: ShopOptions): readonly Service[] {
  const url = (name: ServiceName): string => `http://127.0.0.1:${ports[name]}`;
  const DATABASE_URL = `postgresql://postgres@127.0.0.1:${databasePort}/shop`;
  const INVENTORY_PROTO = join(places.services, "inventory.proto");
  const own: Readonly<Record<ServiceName, Readonly<Record<string, string>>>> = {
    storefront: { CATALOG_URL: url("catalog"), CHECKOUT_URL: url("checkout") },
    catalog: { DATABASE_URL },
    checkout: {
      CATALOG_URL: url("catalog"),
      PAYMENT_URL: url("payment"),
      FULFILMENT_URL: url("fulfilment"),
      INVENTORY_ADDRESS: `127.0.0.1:${ports.inventory}`,
      INVENTORY_PROTO,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      // For payment, whose client reads nothing but Jaeger's own header.
      OTEL_PROPAGATORS: "tracecontext,baggage,jaeger",
    },
    inventory: {
      DATABASE_URL,
      INVENTORY_PROTO,
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
      OTEL_EXPORTER_OTLP_ENDPOINT: doors.otlpGrpc,
    },
    payment: {
      FRAUD_URL: url("fraud"),
      JAEGER_AGENT_HOST: doors.jaegerUdp.host,
      JAEGER_AGENT_PORT: String(doors.jaegerUdp.port),
    },
    fraud: {
      OTEL_TRACES_EXPORTER: "zipkin",
      OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${doors.zipkin}/api/v2/spans`,
    },
    fulfilment: { DATABASE_URL },
  };
  return SERVICE_NAMES.map((name) => {
    const isTraced = name !== "payment";
    const program = join(places.dist, name === "checkout" ? "checkout.cjs" : `${name}.js`);
    return {
      name,
      description: SERVICE_DESCRIPTIONS[name],
      port: ports[name],
      args: [...(isTraced ? ["--import", "@spanhouse/sdk/register"] : []), program],
      environment: {
        PORT: String(ports[name]),
        ...(isTraced && {
          OTEL_SERVICE_NAME: name,
          OTEL_EXPORTER_OTLP_ENDPOINT: doors.otlpHttp,
        }),
        ...own[name],
      },
    };
  });
}
