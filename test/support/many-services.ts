import type { Span } from "@spanhouse/model";
import { traceFromText } from "@spanhouse/model/testing";
import { startingAt } from "./shop-spans.ts";
import { attributesOf } from "./test-span.ts";

/** Deterministic, so that a picture stays the same: numbers below `bound`. */
function numbersFrom(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** A shop with namespaces, a queue, a database and one service that fails now and then, over an hour. */
export function shopTraffic(
  startUnixMs: number,
  traces: number,
  spacingMs: number,
): readonly Span[] {
  const next = numbersFrom(7);
  return Array.from({ length: traces }, (_, at) => {
    const slow = next(20) === 0 ? 400 : next(30);
    const failed = next(9) === 0 ? " error" : "";
    const spans = traceFromText(
      `
      web:GET /checkout 0..${220 + slow} server
        web:POST cart 5..60 client
          cart:PUT /cart 8..55 server
            cart:SELECT 12..${30 + next(20)} client db.system.name=postgresql server.address=db.shop
        web:POST payment 62..${180 + slow} client${failed}
          payment:POST /pay 65..${175 + slow} server${failed}
            payment:POST bank 70..${170 + slow} client server.address=bank.example
        web:POST stock 185..200 client
          stock:GET /stock 186..199 server
            stock:SELECT 188..195 client db.system.name=postgresql server.address=db.shop
        web:orders 201..202 producer messaging.system=kafka messaging.destination.name=orders
          mail:orders 210..216 consumer
    `,
      (at + 1).toString(16).padStart(32, "0"),
    );
    return startingAt(startUnixMs + at * spacingMs, spans.map(inNamespace));
  }).flat();
}

const NAMESPACES: Readonly<Record<string, string>> = { payment: "money", mail: "people" };

function inNamespace(span: Span): Span {
  const service = span.resource.attributes[0]!.value;
  const namespace = NAMESPACES[service.type === "string" ? service.value : ""] ?? "shop";
  return withAttributes(span, { "service.namespace": namespace });
}

function withAttributes(span: Span, attributes: Readonly<Record<string, string>>): Span {
  const { resource } = span;
  const all = [...resource.attributes, ...attributesOf(attributes)];
  return { ...span, resource: { ...resource, attributes: all } };
}

/** `services` in namespaces of 25 that call `callsEach` behind them: mostly in their namespace, some in the next three. */
export function manyServices(
  startUnixMs: number,
  services: number,
  callsEach: number,
): readonly Span[] {
  const next = numbersFrom(services);
  const spans: Span[] = [];
  for (let client = 0; client < services - 1; client++) {
    for (let call = 0; call < callsEach; call++) {
      const last = services - 1 - client;
      const near = 24 - (client % 25);
      const distance = near === 0 || next(10) === 0 ? near + 1 + next(75) : 1 + next(near);
      const server = client + Math.min(last, distance);
      const traceId = (0xca11_0000_0000 + spans.length).toString(16).padStart(32, "0");
      const [one, other] = traceFromText(
        `
        ${nameOf(client)}:call 0..${20 + next(80)} client
          ${nameOf(server)}:answer 2..${10 + next(10)} server${next(12) === 0 ? " error" : ""}
      `,
        traceId,
      );
      const at = startUnixMs + next(1_800_000);
      spans.push(
        ...startingAt(at, [
          withAttributes(one!, { "service.namespace": groupOf(client) }),
          withAttributes(other!, { "service.namespace": groupOf(server) }),
        ]),
      );
    }
  }
  return spans;
}

/**
 * Services of a cluster in the hour before `unixMs` and in the one after: `cart` got slower, `old` is called no more and
 * `new` instead, `same` is as it was.
 */
export function changingCalls(unixMs: number): readonly Span[] {
  const call = (server: string, tookMs: number, at: number): readonly Span[] => {
    const traceId = (0xc4a9_0000_0000 + (at - unixMs)).toString(16).padStart(32, "0");
    const spans = traceFromText(
      `
      web:GET /${server} 0..${tookMs + 4} client
        ${server}:GET /${server} 2..${tookMs + 2} server
    `,
      traceId.replace("-", "0"),
    );
    return startingAt(at, spans.map(inCluster));
  };
  return Array.from({ length: 20 }, (_, minute) => {
    const [before, after] = [-55 + 2 * minute, 5 + 2 * minute].map((at) => unixMs + at * 60_000);
    return [
      ...call("cart", 20, before!),
      ...call("cart", 60, after!),
      ...call("same", 20, before! + 1_000),
      ...call("same", 20, after! + 1_000),
      ...call("old", 20, before! + 2_000),
      ...call("new", 20, after! + 3_000),
    ];
  }).flat();
}

function inCluster(span: Span): Span {
  const service = span.resource.attributes[0]!.value;
  const name = service.type === "string" ? service.value : "";
  const side = name === "web" ? "a" : "b";
  return withAttributes(span, {
    ...{ "k8s.namespace.name": "shop", "k8s.deployment.name": name, "k8s.pod.name": `${name}-1` },
    ...{ "k8s.node.name": `node-${side}`, "host.name": `host-${side}` },
    "deployment.environment.name": "live",
  });
}

/** Names that sort as they count. */
function nameOf(service: number): string {
  return `service-${String(service).padStart(4, "0")}`;
}

function groupOf(service: number): string {
  return `team-${String(Math.floor(service / 25)).padStart(2, "0")}`;
}
