import {
  Client,
  Metadata,
  type CallOptions,
  type ChannelCredentials,
  type ServiceError,
} from "@grpc/grpc-js";
import { EXPORT_PATH } from "./raw-grpc.ts";

/** Calls with the stock `@grpc/grpc-js` client, bytes in and bytes out. */

export interface ClientAnswer {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
  readonly body: Buffer | undefined;
}

const passThrough = (bytes: Uint8Array): Buffer => Buffer.from(bytes);

export function exportClient(
  address: string,
  credentials: ChannelCredentials,
  options: Readonly<Record<string, number | string>> = {},
): Client {
  // Channels with equal options share their connections, which tests do not want.
  return new Client(address, credentials, { "grpc.use_local_subchannel_pool": 1, ...options });
}

export function callExport(
  client: Client,
  body: Uint8Array,
  options: CallOptions & {
    readonly onCall?: (cancel: () => void) => void;
    readonly metadata?: Metadata;
  } = {},
): Promise<ClientAnswer> {
  return new Promise((resolve) => {
    const call = client.makeUnaryRequest(
      EXPORT_PATH,
      passThrough,
      (bytes: Buffer) => bytes,
      body,
      options.metadata ?? new Metadata(),
      options,
      (error: ServiceError | null, response?: Buffer) => {
        resolve({
          code: error?.code ?? 0,
          details: error?.details ?? "",
          metadata: error?.metadata ?? new Metadata(),
          body: response,
        });
      },
    );
    options.onCall?.(() => call.cancel());
  });
}
