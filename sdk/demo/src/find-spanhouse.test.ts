import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, beforeEach, expect, it } from "vitest";
import { USUAL_DOORS } from "./doors.ts";
import { findSpanhouse } from "./find-spanhouse.ts";
import { freePorts } from "./free-ports.ts";

const servers: Server[] = [];
let doors = USUAL_DOORS;

async function listen(url: string, answer: RequestListener): Promise<void> {
  const server = createServer(answer).listen(Number(new URL(url).port), "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
}

beforeEach(async () => {
  const [query, otlpHttp, otlpGrpc, zipkin] = await freePorts(4);
  const at = (port: number | undefined): string => `http://127.0.0.1:${port!}`;
  doors = {
    query: at(query),
    otlpHttp: at(otlpHttp),
    otlpGrpc: at(otlpGrpc),
    zipkin: at(zipkin),
    jaegerUdp: USUAL_DOORS.jaegerUdp,
  };
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const spanhouse: RequestListener = (_request, response) => response.end('{"services":[]}');

it("finds nothing where nothing listens", async () => {
  expect(await findSpanhouse(doors)).toBeUndefined();
});

it("names the port that something else has", async () => {
  await listen(doors.query, (_request, response) => response.end("<html>another program</html>"));
  const { port } = new URL(doors.query);
  await expect(findSpanhouse(doors)).rejects.toThrow(`Port ${port} is taken by something`);
});

it("names the door that is missing", async () => {
  await listen(doors.query, spanhouse);
  await listen(doors.otlpHttp, spanhouse);
  await listen(doors.otlpGrpc, spanhouse);
  await expect(findSpanhouse(doors)).rejects.toThrow(`nothing takes spans at ${doors.zipkin}`);
  await listen(doors.zipkin, spanhouse);
  expect(await findSpanhouse(doors)).toBe(doors);
});
