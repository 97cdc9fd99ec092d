import type { RpcCode, RpcStatus } from "@spanhouse/wire";
import { toRpcStatus, type Failure, type FailureCode } from "../failure.ts";

/** How a call fails: what the client is told, and the code it is counted under. */
export interface CallFailure {
  readonly code: FailureCode;
  readonly status: RpcStatus;
}

/** A failure as the answer to a call. gRPC's own rules sometimes ask for another code than OTLP's. */
export function failCall(failure: Failure, rpcCode?: RpcCode): CallFailure {
  const status = toRpcStatus(failure);
  return {
    code: failure.code,
    status: rpcCode === undefined ? status : { ...status, code: rpcCode },
  };
}
