import { int32, int64, message } from "./message.ts";
import type { ProtoFile } from "./proto-file.ts";

/** Google's files that ours import. Fields of these types are read and written as nanoseconds. */

function timeFile(name: string, type: string): ProtoFile {
  return {
    name,
    package: "google.protobuf",
    imports: [],
    messages: [message(type, { seconds: int64(1), nanos: int32(2) })],
    enums: [],
    services: [],
  };
}

export const TIMESTAMP_FILE = timeFile(
  "google/protobuf/timestamp.proto",
  "google.protobuf.Timestamp",
);
export const DURATION_FILE = timeFile("google/protobuf/duration.proto", "google.protobuf.Duration");
