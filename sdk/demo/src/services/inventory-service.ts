import type { GrpcObject, ServiceClientConstructor } from "@grpc/grpc-js";
import { loadPackageDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import type { OrderItem } from "./order.ts";

export interface ReserveRequest {
  readonly orderId: string;
  readonly items: readonly OrderItem[];
}

export interface ReserveReply {
  readonly left: readonly number[];
}

/** `shop.Inventory` as `inventory.proto` describes it, for its server and its clients. */
export function loadInventoryService(protoFile: string): ServiceClientConstructor {
  const { shop } = loadPackageDefinition(loadSync(protoFile));
  return (shop as GrpcObject)["Inventory"] as ServiceClientConstructor;
}
