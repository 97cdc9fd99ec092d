import type { Attribute } from "@spanhouse/model";
import type { Operation, Step } from "./operations.ts";
import type { Random } from "./random.ts";
import type { Pod } from "./shop.ts";

/** Attributes of the generated spans, named by the semantic conventions; 8 to 15 a span. */

type Value = string | number | boolean;

/** What all spans of one trace have in common. */
export interface Visitor {
  readonly userId: string;
  readonly sessionId: string;
  readonly region: string;
  readonly userAgent: string;
  readonly clientAddress: string;
}

const USER_AGENTS = [
  "Mozilla/5.0 (X11; Linux x64; rv:143.0) Firefox/143.0",
  "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/141.0.0.0",
  "Mozilla/5.0 (iPhone; CPU OS 18_6) Safari/604.1",
  "ShopApp/7.21 (Android 16; Pixel 9)",
  "ShopApp/7.20 (iOS 18.6; iPhone16,2)",
];
const REGIONS = ["eu-north", "eu-west", "us-east", "us-west", "ap-south"];

export function meetVisitor(random: Random): Visitor {
  return {
    userId: `u-${random.digits(7)}`,
    sessionId: random.hex(16),
    region: random.pick(REGIONS),
    userAgent: random.pick(USER_AGENTS),
    clientAddress: [random.between(11, 220), 0, 0, 0]
      .map((first) => (first === 0 ? random.between(1, 254) : first))
      .join("."),
  };
}

export function httpServerAttributes(
  operation: Operation,
  visitor: Visitor,
  pod: Pod,
  status: number,
  random: Random,
): Attribute[] {
  const { method, route } = splitHttpName(operation.name);
  return attributes({
    "http.request.method": method,
    "http.route": route,
    "url.path": fillRoute(route, visitor, random),
    "url.scheme": "http",
    "http.response.status_code": status,
    "server.address": pod.service,
    "server.port": 8080,
    "client.address": visitor.clientAddress,
    "user_agent.original": visitor.userAgent,
    ...(random.chance(0.8) && { "network.protocol.version": "1.1" }),
    ...(random.chance(0.7) && { "app.user.id": visitor.userId }),
    ...(random.chance(0.2) && { "http.response.body.size": Math.round(random.skewed(2_400, 1)) }),
    ...applicationAttributes(visitor, random),
  });
}

export function httpClientAttributes(
  operation: Operation,
  visitor: Visitor,
  peer: Pod,
  call: { readonly status: number; readonly resend: number },
  random: Random,
): Attribute[] {
  const { method, route } = splitHttpName(operation.name);
  return attributes({
    "http.request.method": method,
    "url.full": `http://${peer.service}.shop:8080${fillRoute(route, visitor, random)}`,
    "http.response.status_code": call.status,
    "server.address": `${peer.service}.shop`,
    "server.port": 8080,
    "network.peer.address": peer.address,
    "network.peer.port": 8080,
    "network.protocol.version": "1.1",
    ...(call.resend > 0 && { "http.request.resend_count": call.resend }),
    ...(random.chance(0.8) && { "peer.service": peer.service }),
    ...applicationAttributes(visitor, random),
  });
}

export function grpcAttributes(
  operation: Operation,
  visitor: Visitor,
  peer: Pod,
  status: number,
  random: Random,
): Attribute[] {
  const [service = "", method = ""] = operation.name.split("/");
  return attributes({
    "rpc.system": "grpc",
    "rpc.service": service,
    "rpc.method": method,
    "rpc.grpc.status_code": status,
    "server.address": `${operation.service}.shop`,
    "server.port": 50051,
    "network.peer.address": peer.address,
    "network.peer.port": random.between(32_768, 60_999),
    "network.type": "ipv4",
    ...(random.chance(0.8) && { "app.region": visitor.region }),
    ...(random.chance(0.6) && { "app.user.id": visitor.userId }),
    ...applicationAttributes(visitor, random),
  });
}

export function sqlAttributes(
  step: Step & { do: "sql" },
  visitor: Visitor,
  random: Random,
): Attribute[] {
  const verb = step.query.split(" ")[0] ?? "";
  return attributes({
    "db.system.name": "postgresql",
    "db.namespace": "shop",
    "db.operation.name": verb,
    "db.collection.name": step.table,
    "db.query.text": step.query,
    "db.query.summary": `${verb} ${step.table}`,
    "server.address": "postgres-primary.shop",
    "server.port": 5432,
    ...(verb === "SELECT" && { "db.response.returned_rows": random.between(0, 60) }),
    ...(random.chance(0.8) && { "network.peer.address": "10.4.0.17" }),
    ...(random.chance(0.7) && { "db.client.connection.pool.name": "main" }),
    ...applicationAttributes(visitor, random),
  });
}

export function redisAttributes(
  step: Step & { do: "redis" },
  visitor: Visitor,
  random: Random,
): Attribute[] {
  const key = step.key === "" ? "" : ` ${step.key}:${visitor.sessionId}`;
  return attributes({
    "db.system.name": "redis",
    "db.namespace": "0",
    "db.operation.name": step.command,
    "db.query.text": `${step.command}${key}`,
    "server.address": "redis.shop",
    "server.port": 6379,
    "network.peer.address": `10.4.1.${random.between(2, 7)}`,
    "network.peer.port": 6379,
    ...(step.command === "GET" && { "app.cache.hit": random.chance(0.9) }),
    ...(random.chance(0.7) && { "thread.id": random.between(1, 64) }),
    ...applicationAttributes(visitor, random),
  });
}

export function kafkaAttributes(
  message: {
    readonly topic: string;
    readonly role: "send" | "process";
    readonly group: string;
    readonly key: string;
    readonly batch: number;
  },
  pod: Pod,
  random: Random,
): Attribute[] {
  const { topic, role, group, key, batch } = message;
  return attributes({
    "messaging.system": "kafka",
    "messaging.destination.name": topic,
    "messaging.operation.name": role,
    "messaging.operation.type": role,
    "messaging.client.id": pod.service,
    "messaging.destination.partition.id": String(random.between(0, 11)),
    "messaging.kafka.offset": random.between(1_000_000, 90_000_000),
    "server.address": "kafka.shop",
    "server.port": 9092,
    ...(batch > 1
      ? { "messaging.batch.message_count": batch }
      : {
          "messaging.kafka.message.key": key,
          "messaging.message.body.size": random.between(90, 4_000),
        }),
    ...(role === "process" && { "messaging.consumer.group.name": group }),
  });
}

/** What an application adds to the spans of its libraries. */
function applicationAttributes(
  visitor: Visitor,
  random: Random,
): Readonly<Record<string, string | number>> {
  return {
    ...(random.chance(0.8) && { "thread.name": `worker-${random.between(1, 16)}` }),
    ...(random.chance(0.5) && { "app.session.id": visitor.sessionId }),
  };
}

export function codeAttributes(name: string, visitor: Visitor, random: Random): Attribute[] {
  const line = 10 + ((name.length * 37) % 400);
  return attributes({
    "code.function.name": `shop.${name}`,
    "code.file.path": `/app/src/${name}`,
    "code.line.number": line,
    "thread.id": random.between(1, 64),
    "thread.name": `worker-${random.between(1, 16)}`,
    "app.user.id": visitor.userId,
    "app.session.id": visitor.sessionId,
    "app.region": visitor.region,
    "app.work.items": random.between(1, 80),
    "app.work.score": Math.round(random.fraction() * 1e6) / 1e6,
    ...(random.chance(0.5) && { "app.feature_flag.new_layout": random.chance(0.5) }),
  });
}

/** `undefined` parts of a spread are allowed, so that optional attributes read as one line each. */
export function attributes(values: Readonly<Record<string, Value>>): Attribute[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: toValue(value) }));
}

export function splitHttpName(name: string): { readonly method: string; readonly route: string } {
  const [method = "", route = ""] = name.split(" ");
  return { method, route };
}

function fillRoute(route: string, visitor: Visitor, random: Random): string {
  return route.replace(/\{(\w+)\}/g, (_, name) =>
    name === "user" ? visitor.userId : random.digits(6),
  );
}

function toValue(value: Value): Attribute["value"] {
  if (typeof value === "string") return { type: "string", value };
  if (typeof value === "boolean") return { type: "bool", value };
  return Number.isInteger(value)
    ? { type: "int", value: BigInt(value) }
    : { type: "double", value };
}
