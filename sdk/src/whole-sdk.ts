import { createRequire } from "node:module";
import type * as sdkNode from "@opentelemetry/sdk-node";

/**
 * OpenTelemetry's SDK for Node, with its metrics, logs, exporters and declarative configuration. Loaded when something of that
 * is asked for, because loading it takes a fifth of the time of a start.
 */
export function wholeSdk(): typeof sdkNode {
  return createRequire(import.meta.filename)("@opentelemetry/sdk-node") as typeof sdkNode;
}
