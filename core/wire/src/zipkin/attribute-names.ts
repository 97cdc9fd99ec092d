/**
 * What parts of a Zipkin span are called as attributes: the stable names of the OpenTelemetry semantic
 * conventions where there is one, else what the OpenTelemetry Collector calls it, else a name of our own
 * that begins with `zipkin.`. Both models of Zipkin use the same names (docs/api/zipkin.md).
 */
export const ZIPKIN_ATTRIBUTES = {
  serviceName: "service.name",
  localAddress: "network.local.address",
  localPort: "network.local.port",
  peerService: "peer.service",
  peerAddress: "network.peer.address",
  peerPort: "network.peer.port",
  /** True when the sender asked for the trace to be kept whatever happens. */
  debug: "zipkin.debug",
  /** True on the server's half of a call whose two halves have one id. */
  shared: "zipkin.shared",
  /** True when the sender gave no start: the one we show is the earliest annotation or the time of receipt. */
  startAbsent: "otel.zipkin.absentField.startTime",
  component: "component",
} as const;
