import { type Client, credentials } from "@grpc/grpc-js";
import {
  loadInventoryService,
  type ReserveReply,
  type ReserveRequest,
} from "../inventory-service.ts";

export interface Inventory {
  /** Rejects with gRPC's error. */
  reserve(request: ReserveRequest): Promise<ReserveReply>;
}

/** A stub as `loadPackageDefinition` makes it: one method for each call of the service. */
interface InventoryStub extends Client {
  reserve(
    request: ReserveRequest,
    done: (error: Error | null, reply?: ReserveReply) => void,
  ): unknown;
}

export function connectInventory(where: {
  readonly address: string;
  readonly protoFile: string;
}): Inventory {
  const Stub = loadInventoryService(where.protoFile);
  const stub = new Stub(where.address, credentials.createInsecure()) as unknown as InventoryStub;
  return {
    reserve: (request) =>
      new Promise((resolve, reject) => {
        stub.reserve(request, (error, reply) => {
          if (error === null && reply !== undefined) resolve(reply);
          else reject(error ?? new Error("no reply"));
        });
      }),
  };
}
