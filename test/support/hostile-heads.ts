import { connect } from "node:net";

/** Requests that are hardly HTTP, as bytes on a bare connection. */

const SILENCE_MS = 4_000;

const LINE = "GET /api/services HTTP/1.1\r\n";
const HOST = "host: x\r\n";

/** By what is wrong with them; `\xff` and its likes are single bytes. */
export const HOSTILE_HEADS: readonly (readonly [what: string, head: string])[] = [
  ["a header of a megabyte", `${LINE}${HOST}x: ${"a".repeat(1_000_000)}\r\n\r\n`],
  ["a URL of a megabyte", `GET /api/services?${"a".repeat(1_000_000)} HTTP/1.1\r\n${HOST}\r\n`],
  ["headers by the ten thousand", `${LINE}${HOST}${"a: b\r\n".repeat(20_000)}\r\n`],
  ["cookies by the thousand", `${LINE}${HOST}${`cookie: ${"c".repeat(60)}\r\n`.repeat(5_000)}\r\n`],
  ["bytes in a URL", `GET /api/traces?service=\xff\xfe\x80 HTTP/1.1\r\n${HOST}\r\n`],
  ["bytes in a path", `GET /api/traces/\xc3\x28 HTTP/1.1\r\n${HOST}\r\n`],
  ["a null in a URL", `GET /api/traces?service=\x00 HTTP/1.1\r\n${HOST}\r\n`],
  ["a null in a header", `${LINE}${HOST}x: \x00\r\n\r\n`],
  ["no host", `${LINE}\r\n`],
  [
    "two lengths",
    `POST /api/transform HTTP/1.1\r\n${HOST}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`,
  ],
  ["a negative length", `POST /api/transform HTTP/1.1\r\n${HOST}content-length: -1\r\n\r\n{}`],
  [
    "an absurd length",
    `POST /api/transform HTTP/1.1\r\n${HOST}content-length: 99999999999999\r\n\r\n{}`,
  ],
  [
    "a length and chunks",
    `POST /api/transform HTTP/1.1\r\n${HOST}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  ],
  [
    "a chunk of an absurd length",
    `POST /api/transform HTTP/1.1\r\n${HOST}transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n`,
  ],
  ["an unknown method", `BREW /api/services HTTP/1.1\r\n${HOST}\r\n`],
  ["an unknown version", `GET /api/services HTTP/9.9\r\n${HOST}\r\n`],
  ["an absolute URL", `GET http://evil/api/nothing HTTP/1.1\r\n${HOST}\r\n`],
  ["a URL that is none", `GET %%% HTTP/1.1\r\n${HOST}\r\n`],
  ["a way out of the folder", `GET /../../../../etc/passwd HTTP/1.1\r\n${HOST}\r\n`],
  ["an encoded way out", `GET /%2e%2e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n${HOST}\r\n`],
  ["an upgrade", `${LINE}${HOST}connection: upgrade\r\nupgrade: websocket\r\n\r\n`],
  ["a tunnel", `CONNECT evil:443 HTTP/1.1\r\n${HOST}\r\n`],
  ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
  ["nonsense", "\x00\xff\x00\xff\r\n\r\n"],
];

/**
 * Statuses of all answers until the server closes the connection, or has said nothing for SILENCE_MS; then
 * "silence" is the last one.
 */
export function statusesOf(url: string, head: string): Promise<readonly string[]> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let text = "";
    const finish = (...last: readonly string[]): void => {
      socket.destroy();
      resolve([...[...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map((match) => match[1]!), ...last]);
    };
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      socket.end(Buffer.from(head, "latin1"));
    });
    socket.setTimeout(SILENCE_MS, () => finish("silence"));
    socket.on("data", (bytes: Buffer) => (text += bytes.toString("latin1")));
    // The server may close while it is still written to.
    socket.on("error", () => undefined);
    socket.on("close", () => finish());
  });
}
