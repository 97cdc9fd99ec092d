/** Addresses of a running Spanhouse that the demo uses. */
export interface Doors {
  /** The UI and the query API, such as `http://localhost:16686`. */
  readonly query: string;
  readonly otlpHttp: string;
  readonly otlpGrpc: string;
  readonly zipkin: string;
  readonly jaegerUdp: { readonly host: string; readonly port: number };
}

/** Where a Spanhouse is that was started without settings. */
export const USUAL_DOORS: Doors = {
  query: "http://127.0.0.1:16686",
  otlpHttp: "http://127.0.0.1:4318",
  otlpGrpc: "http://127.0.0.1:4317",
  zipkin: "http://127.0.0.1:9411",
  jaegerUdp: { host: "127.0.0.1", port: 6831 },
};
