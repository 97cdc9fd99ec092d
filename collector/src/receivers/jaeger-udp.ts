import { decodeJaegerDatagrams } from "@spanhouse/wire";
import { JaegerClientLoss } from "./jaeger-client-loss.ts";
import type { Receiver } from "./receiver.ts";
import { UdpDoor, type UdpDoorOptions, type UdpProtocol } from "./udp/udp-door.ts";

/**
 * A door of Jaeger's agent: Thrift messages over UDP. Which encoding a packet has is read from its first byte,
 * so each port takes both; there are two because clients are configured with two.
 */
export function jaegerUdpReceiver(
  encoding: "compact" | "binary",
  options: UdpDoorOptions,
): Receiver {
  const loss = new JaegerClientLoss(options.metrics);
  const protocol: UdpProtocol = {
    name: `jaeger_udp_${encoding}`,
    portSetting: `collector.jaegerUdp.${encoding}Port`,
    decode: (body, appender) => {
      const decoded = decodeJaegerDatagrams(body, appender);
      loss.observe(decoded.clientStats);
      return decoded;
    },
  };
  return new UdpDoor(protocol, options);
}
