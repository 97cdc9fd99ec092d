import type { SamplingStrategy } from "@spanhouse/wire";
import { connect } from "node:net";
import { once } from "node:events";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SAMPLING_SERVICE_CHARS_MAX } from "../limits.ts";
import { SamplingHttpReceiver } from "./sampling-http.ts";

const NO_TLS = { certFile: "", keyFile: "", clientCaFile: "" };
const HALF: SamplingStrategy = { type: "probabilistic", samplingRate: 0.5 };
const NAMED = '{"strategyType":"PROBABILISTIC","probabilisticSampling":{"samplingRate":0.5}}';
const NUMBERED = '{"strategyType":0,"probabilisticSampling":{"samplingRate":0.5}}';

let door: SamplingHttpReceiver;
let url: string;
let metrics: Registry;
const asked: string[] = [];

beforeEach(async () => {
  asked.length = 0;
  metrics = new Registry();
  door = new SamplingHttpReceiver({
    source: {
      strategyFor: (service) => {
        asked.push(service);
        return Promise.resolve(service === "unknown" ? undefined : HALF);
      },
      stop: () => Promise.resolve(),
    },
    ...{ host: "127.0.0.1", port: 0, tls: NO_TLS, metrics, logger: pino({ level: "silent" }) },
  });
  ({ url } = await door.start());
});
afterEach(() => door.stop(0));

async function requests(outcome: string): Promise<number | undefined> {
  const metric = await metrics.getSingleMetric("spanhouse_sampling_requests_total")!.get();
  return metric.values.find(({ labels }) => labels["outcome"] === outcome)?.value;
}

describe("the sampling door over HTTP", () => {
  it.each(["/sampling?service=shop", "/api/sampling?service=shop&x=1", "/anything?service=shop"])(
    "answers %s in the JSON of today",
    async (path) => {
      const answer = await fetch(url + path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe("application/json");
      expect(await answer.text()).toBe(NAMED);
      expect(asked).toEqual(["shop"]);
      expect(await requests("answered")).toBe(1);
    },
  );

  it("answers / with the number of the strategy's type", async () => {
    expect(await (await fetch(`${url}/?service=shop`)).text()).toBe(NUMBERED);
  });

  it("knows the names of services in any spelling of a URL, and the empty one", async () => {
    await fetch(`${url}/sampling?service=a%20b+c%26%C3%A4`);
    await fetch(`${url}/sampling?service=`);
    expect(asked).toEqual(["a b c&ä", ""]);
  });

  it("has no baggage restrictions", async () => {
    for (const path of ["/baggageRestrictions?service=shop", "/api/baggageRestrictions"]) {
      expect(await (await fetch(url + path)).text()).toBe("[]");
    }
  });

  it.each([
    "/sampling",
    "/",
    "/sampling?service=a&service=b",
    `/sampling?service=${"x".repeat(SAMPLING_SERVICE_CHARS_MAX + 1)}`,
  ])("refuses %.40s", async (path) => {
    const answer = await fetch(url + path);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/^SAMPLING_REQUEST_INVALID: /);
    expect(await requests("invalid")).toBe(1);
  });

  it("says when there is no strategy, and when to ask again", async () => {
    const answer = await fetch(`${url}/sampling?service=unknown`);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("60");
    expect(await answer.text()).toMatch(/^SAMPLING_UNAVAILABLE: /);
    expect(await requests("unavailable")).toBe(1);
  });

  it("takes GET and HEAD only, and does not read a body", async () => {
    const head = await fetch(`${url}/sampling?service=shop`, { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe(String(NAMED.length));
    const post = await fetch(`${url}/sampling?service=shop`, { method: "POST", body: "x" });
    expect(post.status).toBe(405);
    expect(post.headers.get("allow")).toBe("GET, HEAD");
    expect(post.headers.get("connection")).toBe("close");
  });

  it("survives what is not HTTP, and clients that leave", async () => {
    const { hostname, port } = new URL(url);
    for (const text of ["\0\0\0\0\r\n\r\n", `GET /sampling?service=shop HTTP/1.1\r\n`]) {
      const socket = connect(Number(port), hostname);
      socket.on("error", () => undefined);
      await once(socket, "connect");
      socket.end(text);
      socket.resume();
      await once(socket, "close");
    }
    expect((await fetch(`${url}/sampling?service=shop`)).status).toBe(200);
  });
});
