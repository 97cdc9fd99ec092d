import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** What becomes of bytes that go through. */
export type Link =
  | "up"
  /** New connections are closed at once, and those there are, with a reset. */
  | "reset"
  /** Connections are there and nothing comes through: only a timeout helps. */
  | "silent"
  /** Nobody listens. */
  | "gone";

/** A TCP proxy that can be broken, and that spreads connections over several targets. */
export interface TcpProxy {
  readonly port: number;
  readonly url: string;
  readonly link: Link;
  /** Targets of new connections, in turn; one that refuses a connection is passed over. */
  setTargets(urls: readonly string[]): void;
  setLink(link: Link): Promise<void>;
  close(): Promise<void>;
}

/** Starts it on a free port of this machine. */
export async function startTcpProxy(urls: readonly string[]): Promise<TcpProxy> {
  const proxy = new Proxy(urls);
  await proxy.listen(0);
  return proxy;
}

class Proxy implements TcpProxy {
  link: Link = "up";
  port = 0;
  #targets: readonly URL[];
  #turn = 0;
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();

  constructor(urls: readonly string[]) {
    this.#targets = urls.map((url) => new URL(url));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  setTargets(urls: readonly string[]): void {
    this.#targets = urls.map((url) => new URL(url));
  }

  async setLink(link: Link): Promise<void> {
    const before = this.link;
    this.link = link;
    if (link === "reset" || link === "gone") {
      for (const socket of this.#sockets) socket.resetAndDestroy();
    }
    // Bytes that were held back are lost with their connections.
    if (before === "silent" && link === "up") {
      for (const socket of this.#sockets) socket.resetAndDestroy();
    }
    if (link === "gone") await this.#stopListening();
    else if (before === "gone") await this.listen(this.port);
  }

  async listen(port: number): Promise<void> {
    const server = createServer({ pauseOnConnect: true }, (client) => this.#accept(client));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    this.port = (server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await this.#stopListening();
  }

  async #stopListening(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  #accept(client: Socket): void {
    this.#track(client);
    if (this.link === "reset") client.resetAndDestroy();
    else this.#connect(client, this.#targets.length);
  }

  #connect(client: Socket, attemptsLeft: number): void {
    const target = this.#targets[this.#turn++ % Math.max(1, this.#targets.length)];
    if (target === undefined || attemptsLeft === 0) {
      client.resetAndDestroy();
      return;
    }
    const server = connect(Number(target.port), target.hostname);
    this.#track(server);
    let isConnected = false;
    server.once("connect", () => {
      isConnected = true;
      this.#join(client, server);
      this.#join(server, client);
      client.resume();
    });
    server.once("close", () => {
      if (isConnected || client.destroyed) client.destroy();
      else this.#connect(client, attemptsLeft - 1);
    });
    client.once("close", () => server.destroy());
  }

  /** What comes in on one side goes out on the other, unless the link is silent. */
  #join(from: Socket, to: Socket): void {
    from.on("data", (bytes: Buffer) => {
      if (this.link === "silent") return;
      if (!to.write(bytes)) {
        from.pause();
        to.once("drain", () => from.resume());
      }
    });
    from.on("end", () => {
      if (this.link !== "silent") to.end();
    });
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    // Whoever is at its other end sees the same.
    socket.on("error", () => socket.destroy());
  }
}
