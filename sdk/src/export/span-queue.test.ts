import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import type { SpanContext } from "@opentelemetry/api";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeHttpSender } from "./http-sender.ts";
import { SpanQueue } from "./span-queue.ts";

const NOTHING = { ended: 0, sent: 0, waiting: 0, dropped: 0, refused: 0 };

/** A collector on a port that it keeps when it goes away and comes back. */
class FickleCollector {
  /** Names of the spans that it has answered 200 for, in the order of their arrival. */
  readonly names: string[] = [];
  status = 200;
  /** Reads this many requests to their end and hangs up. */
  hangUps = 0;
  /** Takes the next requests and does not end the answer, or does not begin one and takes nothing. */
  stalls: ("body" | "all")[] = [];
  port = 0;
  #server: Server | undefined;

  async comeBack(): Promise<void> {
    this.#server = createServer((request, answer) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        if (this.hangUps > 0) {
          this.hangUps--;
          request.socket.destroy();
          return;
        }
        const stall = this.stalls.shift();
        if (stall === "all") return;
        if (this.status === 200) this.names.push(...namesIn(Buffer.concat(chunks)));
        answer.writeHead(this.status);
        if (stall === undefined) answer.end("{}");
        else {
          const drip = setInterval(() => answer.write(" "), 20);
          answer.on("close", () => clearInterval(drip));
        }
      });
    });
    await once(this.#server.listen(this.port, "127.0.0.1"), "listening");
    this.port = (this.#server.address() as AddressInfo).port;
  }

  async goAway(): Promise<void> {
    if (this.#server?.listening !== true) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

function namesIn(body: Buffer): readonly string[] {
  const request = JSON.parse(gunzipSync(body).toString()) as {
    readonly resourceSpans: readonly {
      readonly scopeSpans: readonly { readonly spans: readonly { readonly name: string }[] }[];
    }[];
  };
  return request.resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
  );
}

const numbers = (from: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => String(from + index));

describe("the queue of spans", () => {
  let collector: FickleCollector;
  let queue: SpanQueue;

  beforeEach(async () => {
    collector = new FickleCollector();
    await collector.comeBack();
    vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", `http://127.0.0.1:${collector.port}`);
    vi.stubEnv("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip");
    const options = {
      queueSpansMax: 1_000,
      batchSpansMax: 64,
      flushIntervalMs: 20,
      sendTimeoutMs: 300,
    };
    queue = new SpanQueue(makeHttpSender({ encoding: "json" }), options);
  });
  afterEach(async () => {
    queue.close();
    await collector.goAway();
    vi.unstubAllEnvs();
  });

  function end(names: readonly string[]): void {
    const tracer = new TracerProvider({ spanProcessors: [queue] }).getTracer("test");
    for (const name of names) tracer.startSpan(name).end();
  }

  const settled = (): Promise<void> =>
    vi.waitFor(() => expect(queue.counts.waiting).toBe(0), { timeout: 4_000, interval: 10 });

  it("loses nothing up to its bound while the collector is away, and sends it unasked", async () => {
    end(numbers(0, 100));
    await settled();
    await collector.goAway();
    end(numbers(100, 1_000));
    // A try has failed by then.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(queue.counts).toEqual({ ...NOTHING, ended: 1_100, sent: 100, waiting: 1_000 });
    await collector.comeBack();
    await settled();
    expect(queue.counts).toEqual({ ...NOTHING, ended: 1_100, sent: 1_100 });
    expect(collector.names).toEqual(numbers(0, 1_100));
  });

  it("drops the newest beyond its bound, counts them, and has room again afterwards", async () => {
    await collector.goAway();
    end(numbers(0, 1_007));
    expect(queue.counts).toEqual({ ...NOTHING, ended: 1_007, waiting: 1_000, dropped: 7 });
    await collector.comeBack();
    expect(await queue.flush(4_000)).toBe(true);
    end(numbers(2_000, 1_000));
    expect(await queue.flush(4_000)).toBe(true);
    expect(queue.counts).toEqual({ ...NOTHING, ended: 2_007, sent: 2_000, dropped: 7 });
    expect(collector.names).toEqual([...numbers(0, 1_000), ...numbers(2_000, 1_000)]);
  });

  it("repeats a request whose answer is lost, and one that is answered with 503", async () => {
    collector.hangUps = 1;
    end(numbers(0, 10));
    await settled();
    collector.status = 503;
    end(numbers(10, 10));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(queue.counts).toEqual({ ...NOTHING, ended: 20, sent: 10, waiting: 10 });
    collector.status = 200;
    expect(await queue.flush(4_000)).toBe(true);
    expect(collector.names).toEqual(numbers(0, 20));
  });

  it("goes by the status of an answer that does not end, and by no answer tries again", async () => {
    collector.stalls = ["body", "all"];
    end(numbers(0, 10));
    await settled();
    end(numbers(10, 10));
    await settled();
    expect(queue.counts).toEqual({ ...NOTHING, ended: 20, sent: 20 });
    expect(collector.names).toEqual(numbers(0, 20));
  });

  it("drops a span that cannot be encoded alone, whatever programs hand to OpenTelemetry", async () => {
    const tracer = new TracerProvider({ spanProcessors: [queue] }).getTracer("test");
    end(["before"]);
    tracer.startSpan(1n as unknown as string).end();
    tracer.startSpan("link", { links: [{ context: undefined as unknown as SpanContext }] }).end();
    end(["after"]);
    await settled();
    expect(queue.counts).toEqual({ ...NOTHING, ended: 4, sent: 2, dropped: 2 });
    expect(collector.names).toEqual(["before", "after"]);
  });

  it("takes headers that cannot be written for a refusal", async () => {
    vi.stubEnv("OTEL_EXPORTER_OTLP_HEADERS", "name=two%0Alines");
    const options = { queueSpansMax: 10, batchSpansMax: 5, flushIntervalMs: 5, sendTimeoutMs: 300 };
    queue = new SpanQueue(makeHttpSender({ encoding: "json" }), options);
    end(numbers(0, 5));
    await settled();
    expect(queue.counts).toEqual({ ...NOTHING, ended: 5, refused: 5 });
  });

  it("counts what is refused, and does not repeat it", async () => {
    collector.status = 400;
    end(numbers(0, 10));
    await settled();
    collector.status = 200;
    end(numbers(10, 10));
    await settled();
    expect(queue.counts).toEqual({ ...NOTHING, ended: 20, sent: 10, refused: 10 });
    expect(collector.names).toEqual(numbers(10, 10));
  });

  it("gives up a flush in time, and counts as dropped what waits when it is shut down for good", async () => {
    await collector.goAway();
    end(numbers(0, 100));
    const began = performance.now();
    expect(await queue.flush(150)).toBe(false);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(queue.counts.waiting).toBe(100);
    queue.close();
    queue.giveUp();
    end(numbers(100, 1));
    expect(queue.counts).toEqual({ ...NOTHING, ended: 101, dropped: 101 });
  });
});
