import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createServer, connect, type Server } from "node:net";
import { relative } from "node:path";
import { LOCK_ATTEMPTS_MAX, SOCKET_PATH_BYTES_MAX } from "./limits.ts";

/**
 * A lock between processes that ends with its owner, however it ends: a unix socket somebody listens on.
 * Node has no file locks; a file with a process id would outlive `kill -9`, and in containers the next
 * process has the same id.
 *
 *   listen(path) -> it listens            ours
 *                -> address in use -> connect(path) -> answered   somebody else's
 *                                                   -> refused    its owner died: remove, try again
 *
 * Two processes that take over from the same dead owner within the same milliseconds could both succeed.
 * The embedded store has a kernel lock of its own besides.
 */
export interface SocketLock {
  release(): Promise<void>;
}

/** The lock, or undefined when another process holds it. File systems without sockets are not guarded. */
export async function acquireSocketLock(path: string): Promise<SocketLock | undefined> {
  const address = shortest(path);
  if (Buffer.byteLength(address) > SOCKET_PATH_BYTES_MAX) return UNGUARDED;
  for (let attempt = 0; attempt < LOCK_ATTEMPTS_MAX; attempt++) {
    const outcome = await listen(address);
    if (outcome === "unsupported") return UNGUARDED;
    if (outcome !== "in use") return { release: () => close(outcome) };
    if (await isAnswered(address)) return undefined;
    await rm(address, { force: true });
  }
  return undefined;
}

const UNGUARDED: SocketLock = { release: () => Promise.resolve() };

/** Paths of sockets are short in every kernel, so the relative path is taken when it is the shorter. */
function shortest(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.length < path.length ? fromHere : path;
}

async function listen(address: string): Promise<Server | "in use" | "unsupported"> {
  const server = createServer((socket) => socket.destroy());
  // The lock alone does not keep the process alive.
  server.unref();
  server.listen(address);
  try {
    await once(server, "listening");
    return server;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") return "in use";
    if (code === "ENOTSUP" || code === "EOPNOTSUPP" || code === "EPERM") return "unsupported";
    throw error;
  }
}

/** Closing a listening unix socket removes its file. */
async function close(server: Server): Promise<void> {
  server.close();
  await once(server, "close");
}

async function isAnswered(address: string): Promise<boolean> {
  const socket = connect(address);
  try {
    await once(socket, "connect");
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ECONNREFUSED" || code === "ENOENT") return false;
    throw error;
  } finally {
    socket.destroy();
  }
}
