import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";

/*
 * A port that was free a moment ago must stay free until the process that is started with it listens. So these are
 * below those that the system gives to connections (from 32768 on), and every worker of the test runner has its own.
 */
const FIRST_PORT = 12_000;
const PORTS_PER_WORKER = 2_000;
const WORKERS_MAX = 10;

const worker = Number(process.env["VITEST_POOL_ID"] ?? 0) % WORKERS_MAX;
const firstOfWorker = FIRST_PORT + worker * PORTS_PER_WORKER;
// Two runs on one machine have workers of the same numbers: each starts somewhere else.
let next = process.pid % PORTS_PER_WORKER;

/** A TCP port that is free, and that nobody else asks for soon. */
export async function freePort(): Promise<number> {
  return nextFree(async (port) => {
    const server = createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    server.close();
    await once(server, "close");
  });
}

/** The same of UDP. */
export async function freeUdpPort(): Promise<number> {
  return nextFree(async (port) => {
    const socket = createSocket("udp4").bind(port, "127.0.0.1");
    await once(socket, "listening");
    socket.close();
    await once(socket, "close");
  });
}

async function nextFree(listenOn: (port: number) => Promise<void>): Promise<number> {
  for (let tries = 0; tries < PORTS_PER_WORKER; tries++) {
    const port = firstOfWorker + (next++ % PORTS_PER_WORKER);
    try {
      await listenOn(port);
      return port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
  }
  throw new Error(`no port is free from ${firstOfWorker} on`);
}
