import type { Attribute, Resource, Scope } from "@spanhouse/model";
import { Random } from "./random.ts";

/**
 * The cast of the traffic: an online shop of 20 services, each with a few pods on a few nodes.
 * What they do to each other is in `operations.ts`.
 */
interface ServiceEntry {
  readonly language: "nodejs" | "java" | "go" | "python";
  readonly version: string;
  readonly pods: number;
}

const services = {
  "web-gateway": { language: "nodejs", version: "4.18.2", pods: 5 },
  "mobile-gateway": { language: "nodejs", version: "2.9.0", pods: 3 },
  frontend: { language: "nodejs", version: "11.4.1", pods: 5 },
  accounts: { language: "java", version: "3.2.7", pods: 3 },
  sessions: { language: "go", version: "1.14.0", pods: 3 },
  catalog: { language: "java", version: "7.1.3", pods: 5 },
  search: { language: "java", version: "5.0.9", pods: 3 },
  recommendations: { language: "python", version: "0.31.4", pods: 3 },
  reviews: { language: "nodejs", version: "1.8.5", pods: 2 },
  pricing: { language: "go", version: "2.2.0", pods: 3 },
  promotions: { language: "go", version: "1.0.12", pods: 2 },
  inventory: { language: "go", version: "6.3.1", pods: 4 },
  cart: { language: "nodejs", version: "3.7.7", pods: 4 },
  checkout: { language: "java", version: "9.0.2", pods: 3 },
  payments: { language: "java", version: "4.4.0", pods: 3 },
  fraud: { language: "python", version: "2.5.1", pods: 2 },
  orders: { language: "java", version: "8.1.0", pods: 4 },
  shipping: { language: "go", version: "1.19.3", pods: 2 },
  notifications: { language: "nodejs", version: "2.0.6", pods: 2 },
  warehouse: { language: "python", version: "1.3.8", pods: 2 },
} as const satisfies Record<string, ServiceEntry>;

export type ServiceName = keyof typeof services;

export const SERVICE_NAMES: readonly ServiceName[] = Object.keys(services) as ServiceName[];

/** One running instance of a service. Its resource object is shared by all of its spans. */
export interface Pod {
  readonly service: ServiceName;
  readonly node: string;
  readonly address: string;
  readonly resource: Resource;
  /** One scope object per instrumentation library, shared like the resource. */
  scope(library: Library): Scope;
}

export type Library = "http" | "grpc" | "sql" | "redis" | "kafka" | "code";

/** Agents in front of the collector: the pods of a node export through one of them. */
export const NODES: readonly string[] = ["node-a1", "node-a2", "node-b1", "node-b2"];

const LIBRARIES: Readonly<Record<ServiceEntry["language"], Readonly<Record<Library, string>>>> = {
  nodejs: {
    http: "@opentelemetry/instrumentation-http",
    grpc: "@opentelemetry/instrumentation-grpc",
    sql: "@opentelemetry/instrumentation-pg",
    redis: "@opentelemetry/instrumentation-redis",
    kafka: "@opentelemetry/instrumentation-kafkajs",
    code: "shop",
  },
  java: {
    http: "io.opentelemetry.tomcat-10.0",
    grpc: "io.opentelemetry.grpc-1.6",
    sql: "io.opentelemetry.jdbc",
    redis: "io.opentelemetry.lettuce-5.1",
    kafka: "io.opentelemetry.kafka-clients-0.11",
    code: "com.example.shop",
  },
  go: {
    http: "go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp",
    grpc: "go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc",
    sql: "github.com/XSAM/otelsql",
    redis: "github.com/redis/go-redis/extra/redisotel/v9",
    kafka: "github.com/IBM/sarama/otelsarama",
    code: "shop",
  },
  python: {
    http: "opentelemetry.instrumentation.fastapi",
    grpc: "opentelemetry.instrumentation.grpc",
    sql: "opentelemetry.instrumentation.psycopg",
    redis: "opentelemetry.instrumentation.redis",
    kafka: "opentelemetry.instrumentation.confluent_kafka",
    code: "shop",
  },
};

const SCHEMA_URL = "https://opentelemetry.io/schemas/1.37.0";

/**
 * All pods of the shop, the same for the same seed. `cell` is appended to the names of its services and of its
 * namespace (`cart-eu`), so that several shops make a larger landscape.
 */
export function startShop(seed: number, cell = ""): ReadonlyMap<ServiceName, readonly Pod[]> {
  const random = new Random(seed);
  return new Map(
    SERVICE_NAMES.map((name) => {
      const replicaSet = random.hex(10);
      const pods = Array.from({ length: services[name].pods }, () =>
        startPod(name, cell, replicaSet, random),
      );
      return [name, pods];
    }),
  );
}

function startPod(service: ServiceName, cell: string, replicaSet: string, random: Random): Pod {
  const { language, version } = services[service];
  const node = random.pick(NODES);
  const pod = `${service}-${replicaSet}-${random.hex(5)}`;
  const scopes = new Map<Library, Scope>();
  return {
    service,
    node,
    address: `10.${random.between(0, 3)}.${random.between(0, 255)}.${random.between(1, 254)}`,
    resource: {
      attributes: [
        text("service.name", `${service}${cell}`),
        text("service.namespace", `shop${cell}`),
        text("service.version", version),
        text("service.instance.id", pod),
        text("deployment.environment.name", "production"),
        text("k8s.namespace.name", `shop${cell}`),
        text("k8s.pod.name", pod),
        text("host.name", node),
        text("telemetry.sdk.language", language),
        text("telemetry.sdk.name", "opentelemetry"),
      ],
      droppedAttributesCount: 0,
      schemaUrl: SCHEMA_URL,
    },
    scope(library) {
      const known = scopes.get(library);
      if (known) return known;
      const scope: Scope = {
        name: LIBRARIES[language][library],
        version: library === "code" ? version : "0.62.0",
        attributes: [],
        droppedAttributesCount: 0,
        schemaUrl: "",
      };
      scopes.set(library, scope);
      return scope;
    },
  };
}

function text(key: string, value: string): Attribute {
  return { key, value: { type: "string", value } };
}
