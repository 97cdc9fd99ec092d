import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect as connectHttp2 } from "node:http2";
import { request } from "node:https";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { credentials } from "@grpc/grpc-js";
import { CodedError } from "@spanhouse/base";
import { afterEach, describe, expect, it } from "vitest";
import { startDoor, type Door } from "../support/doors.ts";
import { callExport, exportClient } from "../support/grpc-client.ts";

/** TLS and mutual TLS of both doors, with real certificates. */

const path = (name: string): string => join(import.meta.dirname, "../fixtures/tls", name);
const pem = (name: string): Buffer => readFileSync(path(name));

const ca = pem("authority.crt");
const tls = { certFile: path("server.crt"), keyFile: path("server.key"), clientCaFile: "" };
const mutualTls = { ...tls, clientCaFile: path("authority.crt") };
const clients = {
  known: { cert: pem("client.crt"), key: pem("client.key") },
  stranger: { cert: pem("stranger.crt"), key: pem("stranger.key") },
  anonymous: {},
};

let door: Door | undefined;

afterEach(() => door?.receiver.stop(100));

async function open(kind: "grpc" | "http", settings: typeof tls): Promise<Door> {
  door = await startDoor(kind, { tls: settings });
  return door;
}

/** Status of an empty POST, or the error's code. */
function post(url: string, client: { readonly cert?: Buffer; readonly key?: Buffer }) {
  return new Promise<number | string>((resolve) => {
    const headers = { "content-type": "application/x-protobuf" };
    const sent = request(`${url}/v1/traces`, {
      method: "POST",
      headers,
      ca,
      ...client,
      agent: false,
    });
    sent.on("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    sent.end();
  });
}

describe("the HTTP door", () => {
  it("speaks TLS when it has a certificate, and its address says so", async () => {
    const { url } = await open("http", tls);
    expect(url).toMatch(/^https:/);
    expect(await post(url, clients.anonymous)).toBe(200);
  });

  it("with a client CA takes only clients that it signed", async () => {
    const { url } = await open("http", mutualTls);
    expect(await post(url, clients.known)).toBe(200);
    expect(await post(url, clients.stranger)).not.toBe(200);
    expect(await post(url, clients.anonymous)).not.toBe(200);
  });

  it("refuses TLS 1.1", async () => {
    const { port } = await open("http", tls);
    const socket = connectTls({ port, ca, minVersion: "TLSv1.1", maxVersion: "TLSv1.1" });
    await expect(once(socket, "secureConnect")).rejects.toThrow();
  });
});

describe("the gRPC door", () => {
  it("speaks TLS with ALPN h2, also to stock clients", async () => {
    const { url, port } = await open("grpc", tls);
    const session = connectHttp2(url, { ca, servername: "localhost" });
    await once(session, "connect");
    expect(session.alpnProtocol).toBe("h2");
    session.destroy();
    const client = exportClient(`127.0.0.1:${port}`, credentials.createSsl(ca));
    expect(await callExport(client, new Uint8Array(0))).toMatchObject({ code: 0 });
    client.close();
  });

  it("with a client CA takes only clients that it signed", async () => {
    const { port } = await open("grpc", mutualTls);
    const codeOf = async (client: { readonly cert?: Buffer; readonly key?: Buffer }) => {
      const secure = credentials.createSsl(ca, client.key, client.cert);
      const stub = exportClient(`127.0.0.1:${port}`, secure);
      const { code } = await callExport(stub, new Uint8Array(0));
      stub.close();
      return code;
    };
    expect(await codeOf(clients.known)).toBe(0);
    expect(await codeOf(clients.stranger)).toBe(14);
    expect(await codeOf(clients.anonymous)).toBe(14);
  });
});

describe("starting", () => {
  it.each(["grpc", "http"] as const)(
    "the %s door on a port in use says which, and what to do",
    async (kind) => {
      const { port } = await open("http", { ...tls, certFile: "", keyFile: "" });
      const setting = kind === "grpc" ? "collector.otlpGrpc.port" : "collector.otlpHttp.port";
      const error: unknown = await startDoor(kind, { port }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(CodedError);
      expect(error).toMatchObject({
        code: "START_PORT_IN_USE",
        message: `Port ${port} on 127.0.0.1 is already in use: stop what listens there, or choose another port with --set ${setting}=<port>.`,
      });
    },
  );

  it.each(["grpc", "http"] as const)(
    "the %s door without its certificate says so",
    async (kind) => {
      const missing = startDoor(kind, { tls: { ...tls, certFile: path("nowhere.crt") } });
      await expect(missing).rejects.toMatchObject({ code: "CONFIG_INVALID" });
      const swapped = startDoor(kind, { tls: { ...tls, keyFile: path("client.key") } });
      await expect(swapped).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    },
  );
});
