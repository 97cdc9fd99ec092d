import { once } from "node:events";
import { mkdtemp, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { connect, type TLSSocket } from "node:tls";
import { credentials } from "@grpc/grpc-js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startDoor, type Door } from "../support/doors.ts";
import { callExport, exportClient } from "../support/grpc-client.ts";

/** Certificates that are replaced while doors are open. */

const CHECK_INTERVAL_MS = 20;
const fixture = (name: string): Promise<Buffer> =>
  readFile(join(import.meta.dirname, "../fixtures/tls", name));

let folder = "";
let door: Door | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spanhouse-tls-"));
});
afterEach(async () => {
  await door?.receiver.stop(100);
  await rm(folder, { recursive: true });
});

/** Writes a whole set of files into a folder below ours. */
async function writeSet(name: string, suffix: "" | "-next"): Promise<void> {
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, "tls.crt"), await fixture(`server${suffix}.crt`));
  await writeFile(join(folder, name, "tls.key"), await fixture(`server${suffix}.key`));
  await writeFile(join(folder, name, "ca.crt"), await fixture(`authority${suffix}.crt`));
}

async function open(kind: "http" | "grpc" | "jaegerHttp", from: string, isMutual = false) {
  const tls = {
    certFile: join(folder, from, "tls.crt"),
    keyFile: join(folder, from, "tls.key"),
    clientCaFile: isMutual ? join(folder, from, "ca.crt") : "",
  };
  door = await startDoor(kind, { tls, tlsCheckIntervalMs: CHECK_INTERVAL_MS });
  return door;
}

/** Common name of the certificate that a new connection is shown. */
async function shownName({ port }: Door): Promise<unknown> {
  const socket: TLSSocket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false });
  socket.on("error", () => undefined);
  await once(socket, "secureConnect");
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return subject.CN;
}

/** Replaces one file as careful writers do: written beside it, then renamed over it. */
async function replace(path: string, content: Buffer | string): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

async function reloads({ metrics }: Door, outcome: "loaded" | "failed"): Promise<number> {
  const found = await metrics.getSingleMetric("spanhouse_tls_reloads_total")!.get();
  return found.values.find(({ labels }) => labels["outcome"] === outcome)!.value;
}

describe.each(["http", "grpc", "jaegerHttp"] as const)("the %s door", (kind) => {
  it("shows a new certificate to new connections when its files are renamed over", async () => {
    await writeSet("files", "");
    const here = await open(kind, "files");
    expect(await shownName(here)).toBe("server");
    await replace(join(folder, "files/tls.crt"), await fixture("server-next.crt"));
    // Until its key is there too, the certificate cannot be used.
    await expect.poll(() => reloads(here, "failed")).toBe(1);
    expect(await shownName(here)).toBe("server");
    await replace(join(folder, "files/tls.key"), await fixture("server-next.key"));
    await expect.poll(() => shownName(here)).toBe("server next");
    expect(await reloads(here, "loaded")).toBe(1);
  });

  it("follows a link that is turned to another folder, as Kubernetes does", async () => {
    await writeSet("one", "");
    await writeSet("two", "-next");
    await symlink("one", join(folder, "..data"));
    const here = await open(kind, "..data");
    expect(await shownName(here)).toBe("server");
    await symlink("two", join(folder, "..tmp"));
    await rename(join(folder, "..tmp"), join(folder, "..data"));
    await expect.poll(() => shownName(here)).toBe("server next");
  });

  it("keeps what it has when a file is broken or gone, and says so once each", async () => {
    await writeSet("files", "");
    const here = await open(kind, "files");
    await replace(join(folder, "files/tls.crt"), "not a certificate");
    await expect.poll(() => reloads(here, "failed")).toBe(1);
    await rm(join(folder, "files/tls.crt"));
    await expect.poll(() => reloads(here, "failed")).toBe(2);
    await delay(5 * CHECK_INTERVAL_MS);
    expect(await reloads(here, "failed")).toBe(2);
    expect(await reloads(here, "loaded")).toBe(0);
    expect(await shownName(here)).toBe("server");
  });
});

describe("a connection that is open", () => {
  it("over HTTP goes on with the certificate it was made with", async () => {
    await writeSet("files", "");
    const here = await open("http", "files");
    const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
    const sockets = new Set<unknown>();
    const post = async (): Promise<number | undefined> => {
      const headers = { "content-type": "application/json" };
      const sent = request(`${here.url}/v1/traces`, { method: "POST", headers, agent });
      sent.end("{}");
      const [response] = (await once(sent, "response")) as [IncomingMessage];
      sockets.add(response.socket);
      response.resume();
      await once(response, "end");
      return response.statusCode;
    };
    expect(await post()).toBe(200);
    await replace(join(folder, "files/tls.key"), await fixture("server-next.key"));
    await replace(join(folder, "files/tls.crt"), await fixture("server-next.crt"));
    await expect.poll(() => shownName(here)).toBe("server next");
    expect(await post()).toBe(200);
    expect(sockets.size).toBe(1);
    agent.destroy();
  });

  it("over gRPC goes on, and new clients need the new authority", async () => {
    await writeSet("files", "");
    const here = await open("grpc", "files");
    const address = `127.0.0.1:${here.port}`;
    const old = exportClient(address, credentials.createSsl(await fixture("authority.crt")));
    expect(await callExport(old, new Uint8Array(0))).toMatchObject({ code: 0 });
    await replace(join(folder, "files/tls.key"), await fixture("server-next.key"));
    await replace(join(folder, "files/tls.crt"), await fixture("server-next.crt"));
    await expect.poll(() => shownName(here)).toBe("server next");
    expect(await callExport(old, new Uint8Array(0))).toMatchObject({ code: 0 });
    const next = exportClient(address, credentials.createSsl(await fixture("authority-next.crt")));
    expect(await callExport(next, new Uint8Array(0))).toMatchObject({ code: 0 });
    old.close();
    next.close();
  });
});

describe("the client authority", () => {
  it("is replaced too: its clients get in, and those of the old one no longer", async () => {
    await writeSet("files", "");
    const here = await open("http", "files", true);
    const codeOf = async (suffix: "" | "-next"): Promise<number | string> => {
      const identity = {
        cert: await fixture(`client${suffix}.crt`),
        key: await fixture(`client${suffix}.key`),
      };
      return new Promise((resolve) => {
        const sent = request(`${here.url}/v1/traces`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          agent: false,
          rejectUnauthorized: false,
          ...identity,
        });
        sent.on("response", (response) => resolve(response.resume().statusCode ?? 0));
        sent.on("error", () => resolve("refused"));
        sent.end("{}");
      });
    };
    expect([await codeOf(""), await codeOf("-next")]).toEqual([200, "refused"]);
    await replace(join(folder, "files/ca.crt"), await fixture("authority-next.crt"));
    await expect.poll(() => codeOf("-next")).toBe(200);
    expect(await codeOf("")).toBe("refused");
  });
});
