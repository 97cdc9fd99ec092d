import protobuf from "protobufjs";

/** An independent reader (protobufjs) of `google.rpc.Status` with a RetryInfo detail. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message Any { string type_url = 1; bytes value = 2; }
  message RetryInfo { Duration retry_delay = 1; }
  message Duration { int64 seconds = 1; int32 nanos = 2; }`);
const statusType = root.lookupType("Status");
const retryInfoType = root.lookupType("RetryInfo");

export interface ReadStatus {
  readonly code: number;
  readonly message: string;
  readonly retryDelayMs?: number;
}

interface RawStatus {
  readonly code: number;
  readonly message: string;
  readonly details: readonly { readonly value: Uint8Array }[];
}

interface RawRetryInfo {
  readonly retryDelay: { readonly seconds: number; readonly nanos: number };
}

export function readRpcStatus(bytes: Uint8Array): ReadStatus {
  const options = { longs: Number, defaults: true, arrays: true };
  const { code, message, details } = statusType.toObject(
    statusType.decode(bytes),
    options,
  ) as RawStatus;
  const detail = details[0];
  if (detail === undefined) return { code, message };
  const { retryDelay } = retryInfoType.toObject(
    retryInfoType.decode(detail.value),
    options,
  ) as RawRetryInfo;
  return { code, message, retryDelayMs: retryDelay.seconds * 1000 + retryDelay.nanos / 1e6 };
}
