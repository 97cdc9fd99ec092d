/** Where the doors of a collector or an agent are. */
export interface Targets {
  readonly grpc: string;
  readonly http: string;
  /** UDP, the compact encoding. */
  readonly jaegerCompact: string;
}

/** From the addresses that a collector gives. */
export function targetsOf(
  addresses: readonly { readonly name: string; readonly url: string }[],
): Targets {
  const urlOf = (name: string): string => {
    const found = addresses.find((one) => one.name === name);
    if (found === undefined) throw new Error(`there is no door ${name}`);
    return found.url;
  };
  return {
    grpc: urlOf("otlp_grpc"),
    http: urlOf("otlp_http"),
    jaegerCompact: urlOf("jaeger_udp_compact"),
  };
}
