import { createSocket, type Socket } from "node:dgram";
import type { Logger } from "pino";
import { UDP_SOCKET_BYTES } from "../../limits.ts";
import { explainListenError, type ListenOptions } from "../listen.ts";

/**
 * A bound UDP socket with as much room in the kernel as it grants; says so in the log when that is less than
 * asked for. Throws CodedError START_PORT_IN_USE and the like when the address cannot be had.
 */
export async function openUdpSocket(options: ListenOptions, logger: Logger): Promise<Socket> {
  const { host, port } = options;
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  await new Promise<void>((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      socket.close();
      reject(explainListenError(error, options));
    };
    socket.once("error", onError);
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.off("error", onError);
      resolve();
    });
  });
  const granted = growReceiveBuffer(socket);
  if (granted < UDP_SOCKET_BYTES) {
    logger.info(
      { port: socket.address().port, wantedBytes: UDP_SOCKET_BYTES, grantedBytes: granted },
      "the kernel keeps fewer packets than wanted; raise net.core.rmem_max if it drops any",
    );
  }
  return socket;
}

/** Bytes of packets that the kernel keeps now. */
function growReceiveBuffer(socket: Socket): number {
  try {
    socket.setRecvBufferSize(UDP_SOCKET_BYTES);
  } catch {
    // Linux grants what it may; other systems refuse the whole wish. What there is, is read below.
  }
  // Linux doubles the size for its own bookkeeping and reports that.
  return socket.getRecvBufferSize() / (process.platform === "linux" ? 2 : 1);
}
