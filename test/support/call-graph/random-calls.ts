import type { Attribute, Span } from "@spanhouse/model";
import { Random } from "../../bench/traffic/random.ts";
import { attributesOf, resourceOf, testSpan } from "../test-span.ts";

/**
 * Random traffic of a few services with everything that makes finding both ends of a call hard: calls across minutes
 * and hours, links between traces, ids that two spans share, ends that nobody reports, clocks that are wrong, spans
 * delivered twice, sampling.
 */
export function randomCalls(seed: number, startUnixNano: bigint, traces: number): Span[] {
  const random = new Random(seed);
  const traffic = new Traffic(random, startUnixNano);
  for (let trace = 0; trace < traces; trace++) traffic.addTrace();
  return traffic.spans;
}

const SERVICES = ["web", "cart", "pay", "mail"];
const SECOND = 1_000_000_000n;

class Traffic {
  readonly spans: Span[] = [];
  readonly #random: Random;
  readonly #start: bigint;
  readonly #producers: Span[] = [];
  #ids = 0;

  constructor(random: Random, start: bigint) {
    this.#random = random;
    this.#start = start;
  }

  addTrace(): void {
    const random = this.#random;
    const traceId = random.hex(32);
    const start =
      this.#start +
      BigInt(random.between(0, 500)) * SECOND +
      BigInt(random.between(0, 999_999_999));
    const traceState = random.pick([
      "",
      "",
      "ot=th:8",
      "ot=th:c;rv:ffffffffffffff",
      "vendor=1,ot=th:e66",
    ]);
    this.#server({ traceId, traceState, parent: "", start, depth: 0 });
  }

  #server(of: {
    traceId: string;
    traceState: string;
    parent: string;
    start: bigint;
    depth: number;
  }): void {
    const random = this.#random;
    const server = this.#span({
      ...{ traceId: of.traceId, traceState: of.traceState, parentSpanId: of.parent, kind: 2 },
      startUnixNano: of.start,
    });
    this.#keep(server);
    const children = of.depth > 3 ? 0 : random.between(0, 4);
    for (let child = 0; child < children; child++) this.#child(server, of.depth);
  }

  #child(parent: Span, depth: number): void {
    const random = this.#random;
    const { traceId, traceState, resource } = parent;
    const base = { traceId, traceState, resource, parentSpanId: parent.spanId };
    const start = parent.startUnixNano + BigInt(random.between(0, 2_000_000_000));
    const what = random.between(0, 9);
    if (what < 2) {
      const names: Readonly<Record<string, string>>[] = [
        { "db.system.name": "postgresql", "server.address": "db.shop" },
        { "db.system": "redis" },
        { "db.system.name": "mysql", "db.namespace": "orders", "net.peer.name": "ignored" },
        { "server.address": "api.example.com" },
        { "net.peer.name": "old.example.com" },
        { "peer.service": "legacy" },
        {},
      ];
      const attributes = attributesOf(random.pick(names));
      this.#keep(this.#span({ ...base, kind: 3, startUnixNano: start, attributes }));
      return;
    }
    if (what < 4) {
      this.#message(base, start);
      return;
    }
    const client = this.#span({ ...base, kind: 3, startUnixNano: start, attributes: this.#peer() });
    this.#keep(client);
    // Mostly at once; sometimes much later, or on a clock that is hours off.
    const delay = random.pick([1n, 1n, 1n, 1n, 5n, 70n, 400n, 5_000n, -3n, -600n]);
    const at = start + delay * SECOND;
    if (what < 8) {
      const next = { traceId, traceState, start: at, depth: depth + 1 };
      this.#server({ ...next, parent: client.spanId });
    } else {
      const shared = random.between(0, 1) === 0;
      this.#keep(
        this.#span({
          ...{ traceId, traceState, spanId: client.spanId, parentSpanId: parent.spanId, kind: 2 },
          startUnixNano: at,
          ...(shared ? { attributes: attributesOf({ "zipkin.shared": true }) } : {}),
        }),
      );
    }
  }

  #peer(): Attribute[] {
    return this.#random.between(0, 1) === 0 ? attributesOf({ "server.address": "cart.shop" }) : [];
  }

  /** A message: consumed in its trace, or in another one that links to it and to others. */
  #message(base: Partial<Span>, start: bigint): void {
    const random = this.#random;
    const topic = random.pick(["orders", "mails"]);
    const attributes = attributesOf({
      "messaging.system": "kafka",
      "messaging.destination.name": topic,
    });
    const producer = this.#span({ ...base, kind: 4, startUnixNano: start, attributes });
    this.#keep(producer);
    this.#producers.push(producer);
    const at = start + BigInt(random.pick([0, 2, 50, 400, 9_000])) * SECOND;
    const links = Array.from({ length: random.between(0, 3) }, () =>
      random.pick(this.#producers),
    ).map(({ traceId, spanId }) => ({
      traceId,
      spanId,
      traceState: "",
      flags: 0,
      attributes: [],
      droppedAttributesCount: 0,
    }));
    const inTrace = random.between(0, 1) === 0;
    this.#keep(
      this.#span({
        ...{ kind: 5, startUnixNano: at, attributes: random.between(0, 2) === 0 ? [] : attributes },
        links: inTrace ? links : [...links, linkTo(producer)],
        ...(inTrace
          ? { traceId: producer.traceId, parentSpanId: producer.spanId }
          : { traceId: random.hex(32), parentSpanId: "" }),
      }),
    );
  }

  #span(fields: Partial<Span>): Span {
    const random = this.#random;
    const startUnixNano = fields.startUnixNano!;
    return testSpan({
      spanId: (++this.#ids).toString(16).padStart(4, "0") + random.hex(12),
      resource: resourceOf(random.pick(SERVICES), {
        "k8s.pod.name": `pod-${random.between(0, 1)}`,
      }),
      statusCode: random.between(0, 4) === 0 ? 2 : 0,
      endUnixNano:
        startUnixNano +
        BigInt(random.pick([0, 1, 100_000_000, 100_000_001, 37_000_000, 9_000_000_000])),
      ...fields,
    });
  }

  /** A tenth of the spans never arrives, another one twice. */
  #keep(span: Span): void {
    const luck = this.#random.between(0, 9);
    if (luck > 0) this.spans.push(span);
    if (luck === 9) this.spans.push(span);
  }
}

function linkTo({ traceId, spanId }: Span): Span["links"][number] {
  return { traceId, spanId, traceState: "", flags: 0, attributes: [], droppedAttributesCount: 0 };
}
