import type { ServiceName } from "./shop.ts";

/**
 * What the services do, as data: an operation is one server (or consumer) span, its steps are the spans
 * below it, in order. `checkout.place` for example becomes
 *
 *   POST /api/checkout                web-gateway   server
 *   └─ POST                           web-gateway   client   (step "http")
 *      └─ POST /checkout              checkout      server
 *         ├─ HGETALL                  checkout      client   (step "redis")
 *         ├─ shop.Pricing/Quote       checkout      client   (step "grpc")
 *         │  └─ shop.Pricing/Quote    pricing       server
 *         └─ publish orders           checkout      producer (step "publish")
 *            └─ process orders        orders        consumer
 */
export type Step = (
  | { readonly do: "http"; readonly to: string }
  | { readonly do: "grpc"; readonly to: string }
  | { readonly do: "sql"; readonly table: string; readonly query: string }
  | { readonly do: "redis"; readonly command: string; readonly key: string }
  | { readonly do: "publish"; readonly topic: string; readonly to: string }
  | { readonly do: "code"; readonly name: string; readonly steps?: readonly Step[] }
) & {
  /** Probability that the step happens at all; 1 when absent. */
  readonly chance?: number;
  /** How often it is repeated, between the two; once when absent. */
  readonly times?: readonly [number, number];
  /** Repetitions start together instead of one after the other. */
  readonly parallel?: boolean;
  /** Median duration of a step that calls nobody. */
  readonly ms?: number;
};

export interface Operation {
  readonly service: ServiceName;
  /** `GET /path/{id}` for HTTP, `package.Service/Method` for gRPC, a topic for consumers. */
  readonly name: string;
  readonly protocol: "http" | "grpc" | "consume";
  /** Median of the time the operation itself works, spread before, between and after its steps. */
  readonly ms: number;
  /** Probability that it fails by itself. */
  readonly failure?: number;
  readonly steps: readonly Step[];
}

const select = (table: string, columns: string, where: string): Step => ({
  do: "sql",
  table,
  query: `SELECT ${columns} FROM ${table} WHERE ${where}`,
});
const insert = (table: string, columns: string): Step => ({
  do: "sql",
  table,
  query: `INSERT INTO ${table} (${columns}) VALUES (${columns.replace(/[a-z_]+/g, "?")})`,
});
const get = (key: string): Step => ({ do: "redis", command: "GET", key });
const grpc = (to: string): Step => ({ do: "grpc", to });
const http = (to: string): Step => ({ do: "http", to });
const code = (name: string, steps: readonly Step[] = []): Step => ({ do: "code", name, steps });

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  // Doors of the shop
  home: {
    service: "web-gateway",
    name: "GET /",
    protocol: "http",
    ms: 3,
    steps: [
      { ...grpc("sessions.verify"), chance: 0.6 },
      { ...http("frontend.home"), chance: 0.9 },
      { ...get("page:home"), ms: 0.4 },
    ],
  },
  product: {
    service: "web-gateway",
    name: "GET /product/{id}",
    protocol: "http",
    ms: 2,
    steps: [grpc("sessions.verify"), http("frontend.product")],
  },
  find: {
    service: "web-gateway",
    name: "GET /search",
    protocol: "http",
    ms: 2,
    steps: [http("search.query")],
  },
  mobileFeed: {
    service: "mobile-gateway",
    name: "GET /v2/feed",
    protocol: "http",
    ms: 4,
    steps: [
      grpc("sessions.verify"),
      { ...grpc("catalog.get"), times: [1, 5], parallel: true },
      { ...http("recommendations.for"), chance: 0.5 },
    ],
  },
  addToCart: {
    service: "web-gateway",
    name: "POST /api/cart/items",
    protocol: "http",
    ms: 2,
    steps: [grpc("sessions.verify"), http("cart.add")],
  },
  checkout: {
    service: "web-gateway",
    name: "POST /api/checkout",
    protocol: "http",
    ms: 3,
    steps: [grpc("sessions.verify"), http("checkout.place")],
  },
  health: {
    service: "mobile-gateway",
    name: "GET /healthz",
    protocol: "http",
    ms: 0.3,
    steps: [{ do: "redis", command: "PING", key: "", ms: 0.3 }],
  },
  signIn: {
    service: "mobile-gateway",
    name: "POST /v2/sign-in",
    protocol: "http",
    ms: 2,
    steps: [http("accounts.signIn")],
  },
  stockTaking: {
    service: "warehouse",
    name: "POST /jobs/stock-taking",
    protocol: "http",
    ms: 20,
    steps: [
      select("bins", "id, sku", "site = ?"),
      {
        ...code("count_bin", [
          select("stock", "on_hand, reserved", "bin = ?"),
          { ...grpc("inventory.adjust"), chance: 0.1 },
        ]),
        times: [15, 95],
      },
    ],
  },

  // Behind the doors
  "frontend.home": {
    service: "frontend",
    name: "GET /home",
    protocol: "http",
    ms: 6,
    steps: [
      { ...grpc("catalog.get"), times: [1, 2], parallel: true },
      { ...code("renderPage"), ms: 5 },
    ],
  },
  "frontend.product": {
    service: "frontend",
    name: "GET /product/{id}",
    protocol: "http",
    ms: 5,
    steps: [
      grpc("catalog.get"),
      { ...grpc("pricing.quote"), chance: 0.9 },
      { ...grpc("inventory.check"), chance: 0.8 },
      { ...http("reviews.list"), chance: 0.6 },
      { ...http("recommendations.for"), chance: 0.4 },
      { ...code("renderPage"), ms: 6 },
    ],
  },
  "sessions.verify": {
    service: "sessions",
    name: "shop.v1.Sessions/Verify",
    protocol: "grpc",
    ms: 0.4,
    failure: 0.012,
    steps: [{ ...get("session"), ms: 0.4 }],
  },
  "catalog.get": {
    service: "catalog",
    name: "shop.v1.Catalog/GetProduct",
    protocol: "grpc",
    ms: 1,
    failure: 0.013,
    steps: [
      { ...get("product"), ms: 0.5 },
      { ...select("products", "id, title, description, media", "id = ?"), chance: 0.3, ms: 3 },
    ],
  },
  "search.query": {
    service: "search",
    name: "GET /query",
    protocol: "http",
    ms: 12,
    failure: 0.01,
    steps: [
      { ...code("parseQuery"), ms: 0.4 },
      { ...get("query"), ms: 0.5 },
      { ...grpc("catalog.get"), chance: 0.7, times: [1, 4], parallel: true },
    ],
  },
  "recommendations.for": {
    service: "recommendations",
    name: "GET /for/{user}",
    protocol: "http",
    ms: 8,
    failure: 0.02,
    steps: [
      { ...code("rank_candidates"), ms: 9 },
      { ...get("features"), ms: 0.6, times: [1, 3] },
    ],
  },
  "reviews.list": {
    service: "reviews",
    name: "GET /products/{id}/reviews",
    protocol: "http",
    ms: 2,
    steps: [{ ...select("reviews", "author, stars, body", "product_id = ?"), ms: 4 }],
  },
  "pricing.quote": {
    service: "pricing",
    name: "shop.v1.Pricing/Quote",
    protocol: "grpc",
    ms: 0.8,
    failure: 0.012,
    steps: [
      { ...get("price"), ms: 0.4 },
      { ...grpc("promotions.match"), chance: 0.3 },
    ],
  },
  "promotions.match": {
    service: "promotions",
    name: "shop.v1.Promotions/Match",
    protocol: "grpc",
    ms: 0.7,
    steps: [{ ...select("promotions", "id, rule", "active AND region = ?"), ms: 2 }],
  },
  "inventory.check": {
    service: "inventory",
    name: "shop.v1.Inventory/Check",
    protocol: "grpc",
    ms: 0.6,
    failure: 0.014,
    steps: [{ ...get("stock"), ms: 0.4 }],
  },
  "inventory.adjust": {
    service: "inventory",
    name: "shop.v1.Inventory/Adjust",
    protocol: "grpc",
    ms: 1,
    failure: 0.01,
    steps: [
      {
        do: "sql",
        table: "stock",
        query: "UPDATE stock SET reserved = reserved + ? WHERE sku = ?",
        ms: 5,
      },
    ],
  },
  "cart.add": {
    service: "cart",
    name: "POST /items",
    protocol: "http",
    ms: 2,
    failure: 0.015,
    steps: [
      { do: "redis", command: "HSET", key: "cart", ms: 0.5 },
      grpc("pricing.quote"),
      { ...grpc("inventory.check"), chance: 0.9 },
    ],
  },
  "accounts.signIn": {
    service: "accounts",
    name: "POST /sign-in",
    protocol: "http",
    ms: 60,
    failure: 0.04,
    steps: [
      { ...select("users", "id, password_hash, locked", "email = ?"), ms: 3 },
      { ...code("verifyPassword"), ms: 70 },
      { do: "redis", command: "SETEX", key: "session", ms: 0.6 },
    ],
  },
  "checkout.place": {
    service: "checkout",
    name: "POST /checkout",
    protocol: "http",
    ms: 8,
    failure: 0.01,
    steps: [
      { do: "redis", command: "HGETALL", key: "cart", ms: 0.8 },
      { ...grpc("pricing.quote"), times: [1, 6], parallel: true },
      { ...grpc("inventory.adjust"), times: [1, 6] },
      http("payments.charge"),
      grpc("orders.create"),
      { do: "publish", topic: "orders", to: "shipping.plan", ms: 2 },
      { do: "publish", topic: "mails", to: "notifications.mail", ms: 2 },
    ],
  },
  "payments.charge": {
    service: "payments",
    name: "POST /charges",
    protocol: "http",
    ms: 120,
    failure: 0.03,
    steps: [
      http("fraud.score"),
      { ...insert("charges", "order_id, amount, currency, state"), ms: 4 },
      { ...code("callAcquirer"), ms: 180 },
      { do: "sql", table: "charges", query: "UPDATE charges SET state = ? WHERE id = ?", ms: 3 },
    ],
  },
  "fraud.score": {
    service: "fraud",
    name: "POST /score",
    protocol: "http",
    ms: 14,
    failure: 0.01,
    steps: [{ ...get("history"), times: [1, 3], ms: 0.6 }],
  },
  "orders.create": {
    service: "orders",
    name: "shop.v1.Orders/Create",
    protocol: "grpc",
    ms: 3,
    failure: 0.016,
    steps: [
      { ...insert("orders", "id, user_id, total, currency, placed_at"), ms: 4 },
      { ...insert("order_lines", "order_id, sku, quantity, price"), times: [1, 6], ms: 2 },
    ],
  },
  "shipping.plan": {
    service: "shipping",
    name: "orders",
    protocol: "consume",
    ms: 10,
    failure: 0.01,
    steps: [
      { ...insert("parcels", "order_id, carrier, weight"), ms: 4 },
      { ...http("warehouse.pick"), chance: 0.9 },
    ],
  },
  "warehouse.pick": {
    service: "warehouse",
    name: "POST /picks",
    protocol: "http",
    ms: 9,
    steps: [{ ...select("bins", "id, aisle, shelf", "sku = ?"), times: [1, 4], ms: 3 }],
  },
  "notifications.mail": {
    service: "notifications",
    name: "mails",
    protocol: "consume",
    ms: 15,
    failure: 0.02,
    steps: [
      { ...select("templates", "subject, body", "name = ?"), ms: 2 },
      { ...code("sendMail"), ms: 40 },
    ],
  },
  "orders.settle": {
    service: "orders",
    name: "settlements",
    protocol: "consume",
    ms: 25,
    failure: 0.01,
    steps: [
      {
        do: "sql",
        table: "orders",
        query: "UPDATE orders SET state = ? WHERE id = ?",
        times: [1, 8],
        ms: 3,
      },
      { do: "redis", command: "DEL", key: "order", ms: 0.4 },
    ],
  },
};

/** Where traces begin, with relative frequencies. */
export const ENTRIES: readonly { readonly operation: string; readonly weight: number }[] = [
  { operation: "home", weight: 22 },
  { operation: "product", weight: 30 },
  { operation: "find", weight: 14 },
  { operation: "mobileFeed", weight: 12 },
  { operation: "addToCart", weight: 8 },
  { operation: "checkout", weight: 7 },
  { operation: "health", weight: 8 },
  { operation: "signIn", weight: 4 },
  { operation: "orders.settle", weight: 4 },
  { operation: "stockTaking", weight: 2 },
];
