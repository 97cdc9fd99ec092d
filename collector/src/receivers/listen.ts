import type { AddressInfo, Server } from "node:net";
import { assert, CodedError } from "@spanhouse/base";

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** The setting that holds the port, for the message when it is taken. */
  readonly setting: string;
}

/** Listens and returns the real port; failures of the address become errors a person can act on. */
export function listen(server: Server, { host, port, setting }: ListenOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      reject(explainListenError(error, { host, port, setting }));
    };
    server.once("error", onError);
    server.listen({ host, port }, () => {
      server.off("error", onError);
      const address = server.address();
      assert(isAddressInfo(address), "a TCP server has an address once it listens");
      resolve(address.port);
    });
  });
}

function isAddressInfo(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

/** A failure to listen, in words a person can act on. */
export function explainListenError(
  error: NodeJS.ErrnoException,
  { host, port, setting }: ListenOptions,
): Error {
  const cause = { cause: error };
  if (error.code === "EADDRINUSE") {
    return new CodedError(
      "START_PORT_IN_USE",
      `Port ${port} on ${host} is already in use: stop what listens there, or choose another port with --set ${setting}=<port>.`,
      cause,
    );
  }
  if (error.code === "EACCES") {
    return new CodedError(
      "CONFIG_INVALID",
      `This user may not listen on port ${port}: choose one above 1023 with --set ${setting}=<port>.`,
      cause,
    );
  }
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") {
    return new CodedError(
      "CONFIG_INVALID",
      `${host} is not an address of this machine: correct the setting host.`,
      cause,
    );
  }
  return error;
}

/** How people write the address of a door. */
export function urlOf(scheme: string, host: string, port: number): string {
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
