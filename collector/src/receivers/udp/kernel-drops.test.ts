import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { afterEach, expect, it } from "vitest";
import { inodeOfUdpPort, kernelDropsOf, parseUdpTable } from "./kernel-drops.ts";

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

async function bind(): Promise<Socket> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  sockets.push(socket);
  await once(socket, "listening");
  return socket;
}

it("reads port, inode and drops of each row, over IPv4 and IPv6", () => {
  const table = [
    "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops            ",
    "  461: 0100007F:1AAF 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 61913 2 0000000000000000 17        ",
    "  462: 00000000000000000000000000000000:1AB0 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 61914 2 0000000000000000 0",
    "",
  ].join("\n");
  expect(parseUdpTable(table)).toEqual([
    { port: 6831, inode: "61913", drops: 17 },
    { port: 6832, inode: "61914", drops: 0 },
  ]);
});

it("makes nothing of text that is no such table", () => {
  expect(parseUdpTable("not a table\n1 2 3\n")).toEqual([]);
});

it.runIf(process.platform === "linux")(
  "counts what the kernel drops because the socket's memory is full",
  async () => {
    const socket = await bind();
    const inode = inodeOfUdpPort(socket.address().port)!;
    expect(kernelDropsOf(inode)).toBe(0);
    socket.setRecvBufferSize(4_096);
    const sender = createSocket("udp4");
    sockets.push(sender);
    sender.connect(socket.address().port, "127.0.0.1");
    await once(sender, "connect");
    // Sent within one turn of the event loop, so nothing is read between.
    for (let packet = 0; packet < 100; packet++) sender.send(Buffer.alloc(1_000));
    expect(kernelDropsOf(inode)).toBeGreaterThan(50);
  },
);

it.runIf(process.platform === "linux")("says nothing of a socket that is not there", () => {
  expect(kernelDropsOf("no such inode")).toBeUndefined();
});
