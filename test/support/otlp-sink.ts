import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

interface OtlpRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly SinkAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly SinkSpan[] }[];
  }[];
}

interface SinkAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface SinkSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly traceState?: string;
  readonly attributes: readonly SinkAttribute[];
}

/** A collector that takes OTLP as JSON and only remembers it; what it answers can be changed. */
export interface OtlpSink {
  readonly url: string;
  readonly spans: SinkSpan[];
  /** Of the last resource, texts only. */
  readonly resource: Record<string, unknown>;
  /** What it answers with; spans are remembered when it is 200. */
  status: number;
  /** Takes no more connections, and breaks those that are there, until it comes back on the same port. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): void;
}

export async function startOtlpSink(): Promise<OtlpSink> {
  const server = createServer((request, answer) => {
    request.on("error", () => answer.destroy());
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      answer.statusCode = sink.status;
      answer.setHeader("content-type", "application/json");
      if (sink.status === 200) remember(Buffer.concat(chunks), request.headers["content-encoding"]);
      answer.end("{}");
    });
  });
  const remember = (body: Buffer, encoding: string | undefined): void => {
    const text = (encoding === "gzip" ? gunzipSync(body) : body).toString();
    for (const { resource, scopeSpans } of (JSON.parse(text) as OtlpRequest).resourceSpans) {
      for (const { key, value } of resource.attributes) sink.resource[key] = value["stringValue"];
      for (const { spans } of scopeSpans) sink.spans.push(...spans);
    }
  };
  const listen = async (port: number): Promise<number> => {
    await once(server.listen(port, "127.0.0.1"), "listening");
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  const sink: OtlpSink = {
    url: `http://127.0.0.1:${port}`,
    spans: [],
    resource: {},
    status: 200,
    async goAway() {
      const closed = once(server, "close");
      sink.close();
      await closed;
    },
    async comeBack() {
      await listen(port);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return sink;
}
