import { Buffer } from "node:buffer";
import type { Random } from "../bench/traffic/random.ts";
import { jaegerDatagram } from "../support/jaeger-thrift-encode.ts";
import { ProtobufWriter } from "../support/protobuf-writer.ts";
import { frame } from "../support/raw-grpc.ts";
import { noise, truncate, flipBits } from "./byte-mutators.ts";
import { CODINGS, compress, type Coding } from "./compression.ts";
import { everyValueSpan } from "./every-value-span.ts";
import type { SeedRequests } from "./seed-requests.ts";
import type { HttpDoorName, Shot } from "./shot.ts";
import type { WireFormatName } from "./wire-formats.ts";

/** How a format is posted over HTTP. */
interface HttpWay {
  readonly door: HttpDoorName;
  readonly path: string;
  readonly type: string;
}

export const HTTP_WAYS: Readonly<Partial<Record<WireFormatName, HttpWay>>> = {
  "jaeger thrift": { door: "jaegerHttp", path: "/api/traces", type: "application/x-thrift" },
  "zipkin v2 json": { door: "zipkin", path: "/api/v2/spans", type: "application/json" },
  "zipkin v2 protobuf": { door: "zipkin", path: "/api/v2/spans", type: "application/x-protobuf" },
  "zipkin v1 json": { door: "zipkin", path: "/api/v1/spans", type: "application/json" },
  "zipkin v1 thrift": { door: "zipkin", path: "/api/v1/spans", type: "application/x-thrift" },
};
const HTTP_FORMATS = Object.keys(HTTP_WAYS) as WireFormatName[];
export const POST_SPANS_PATH = "/jaeger.api_v2.CollectorService/PostSpans";
const SAMPLING_PATH = "/jaeger.api_v2.SamplingManager/GetSamplingStrategy";

/** Largest body of a UDP packet over IPv4. */
const PACKET_BYTES_MAX = 65_507;

export interface OtherDoorsOptions {
  readonly seeds: SeedRequests;
  /** As long as twice the collector's limit, inflated. */
  readonly bombs: Readonly<Record<Coding, Uint8Array>>;
  readonly requestBytesMax: number;
}

/** What to send to the doors that are not OTLP's, with weights. */
export function otherDoorShots(
  options: OtherDoorsOptions,
): readonly (readonly [weight: number, make: (random: Random) => Shot])[] {
  const { seeds } = options;
  return [
    [200, (random) => httpBody(seeds, random)],
    [60, (random) => compressedBody(options, random)],
    [90, (random) => postSpans(seeds, random)],
    [160, (random) => packet(seeds, random)],
    [40, (random) => strangePacket(random)],
    [40, (random) => sampling(random)],
    [20, (random) => samplingCall(random)],
    [20, (random) => wrongDoor(seeds, random)],
    [2, (random) => tooLarge(options, random)],
  ];
}

export function httpShotOf(
  format: WireFormatName,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Shot["wire"] {
  const { door, path, type } = HTTP_WAYS[format]!;
  return {
    door,
    method: "POST",
    path,
    headers: { "content-type": type, ...headers },
    body,
    format: undefined,
  };
}

function httpBody(seeds: SeedRequests, random: Random): Shot {
  const format = random.pick(HTTP_FORMATS);
  const [name, body] = seeds.mutant(format, random);
  return {
    mutator: `${format}: ${name}`,
    expected: ["202", "400"],
    wire: httpShotOf(format, body),
  };
}

function compressedBody({ seeds, bombs }: OtherDoorsOptions, random: Random): Shot {
  const format = random.pick(HTTP_FORMATS);
  const coding = random.pick(CODINGS);
  const headers = { "content-encoding": coding };
  if (random.chance(0.01)) {
    const wire = httpShotOf(format, bombs[coding], headers);
    return { mutator: `${format} ${coding}: bomb`, expected: ["413"], wire };
  }
  const [, body] = seeds.mutant(format, random);
  const compressed = compress(coding, body, random);
  if (random.chance(0.6)) {
    const wire = httpShotOf(format, compressed, headers);
    return { mutator: `${format}: compressed, damaged inside`, expected: ["202", "400"], wire };
  }
  const damage = random.pick([flipBits, truncate, noise]);
  const wire = httpShotOf(format, damage(compressed, random), headers);
  return { mutator: `${format}: damaged compression`, expected: ["202", "400", "413"], wire };
}

function postSpans(seeds: SeedRequests, random: Random): Shot {
  const [name, body] = seeds.mutant("jaeger protobuf", random);
  const headers = { ":path": POST_SPANS_PATH };
  return {
    mutator: `jaeger grpc: ${name}`,
    expected: ["grpc 0", "grpc 3"],
    wire: { door: "jaegerGrpc", headers, bytes: frame(body) },
  };
}

function packet(seeds: SeedRequests, random: Random): Shot {
  const format = random.pick(["jaeger compact packet", "jaeger binary packet"] as const);
  const [name, body] = seeds.mutant(format, random);
  return {
    mutator: `${format}: ${name}`,
    expected: ["sent"],
    // Either port takes either encoding.
    wire: {
      door: random.pick(["compact", "binary"] as const),
      packet: body.subarray(0, PACKET_BYTES_MAX),
    },
  };
}

/** Packets that are whole, but not what a client sends. */
function strangePacket(random: Random): Shot {
  const protocol = random.pick(["compact", "binary"] as const);
  const method = random.pick(["emitBatch", "emitZipkinBatch", "emit", "", "x".repeat(5_000)]);
  const messageType = random.pick([1, 2, 3, 4, 7]);
  const { bytes } = jaegerDatagram(protocol, [everyValueSpan], { method, messageType });
  const packet = random.pick([
    bytes,
    new Uint8Array(0),
    Buffer.concat([bytes, bytes]),
    Buffer.concat([bytes, Buffer.alloc(60_000)]),
    Buffer.alloc(PACKET_BYTES_MAX, 0x82),
    Buffer.alloc(PACKET_BYTES_MAX),
  ]);
  return {
    mutator: `jaeger ${protocol} packet: strange`,
    expected: ["sent"],
    wire: {
      door: random.pick(["compact", "binary"] as const),
      packet: packet.subarray(0, PACKET_BYTES_MAX),
    },
  };
}

const STRANGE_SERVICES = ["", "%", "%00", "%ff%fe", "é", "a".repeat(3_000), "a&service=b", "..%2f"];

function sampling(random: Random): Shot {
  const service = random.chance(0.5)
    ? random.hex(random.between(1, 40))
    : random.pick(STRANGE_SERVICES);
  const path = random.pick(["/sampling", "/", "/api/sampling", "/x/baggageRestrictions"]);
  const method = random.chance(0.9) ? "GET" : random.pick(["POST", "PUT", "DELETE"]);
  const query = random.chance(0.9) ? `?service=${service}` : "?nothing";
  return {
    mutator: "sampling: question",
    expected: method === "GET" ? ["200", "400"] : ["405"],
    wire: {
      door: "sampling",
      method,
      path: encodeURI(`${path}${query}`),
      headers: {},
      body: Buffer.from("x"),
      format: undefined,
    },
  };
}

function samplingCall(random: Random): Shot {
  const writer = new ProtobufWriter();
  writer.string(1, random.chance(0.5) ? random.hex(20) : "a".repeat(random.between(0, 5_000)));
  const body = random.pick([flipBits, truncate, noise, (bytes: Uint8Array) => bytes])(
    writer.finish(),
    random,
  );
  return {
    mutator: "sampling grpc: question",
    expected: ["grpc 0", "grpc 3"],
    wire: { door: "samplingGrpc", headers: { ":path": SAMPLING_PATH }, bytes: frame(body) },
  };
}

/** A sound request at a door, a path or under a media type that is another's. */
function wrongDoor(seeds: SeedRequests, random: Random): Shot {
  const [format, other] = [random.pick(HTTP_FORMATS), random.pick(HTTP_FORMATS)];
  const wire = httpShotOf(other, random.pick(seeds.bodies(format)));
  const isSame = format === other;
  return {
    mutator: "jaeger and zipkin: another's format",
    expected: isSame ? ["202"] : ["202", "400"],
    wire,
  };
}

function tooLarge({ requestBytesMax }: OtherDoorsOptions, random: Random): Shot {
  const bytes = Buffer.alloc(requestBytesMax + random.between(1, 1_000));
  if (random.chance(0.3)) {
    const headers = { ":path": POST_SPANS_PATH };
    return {
      mutator: "jaeger grpc: too large",
      expected: ["grpc 8"],
      wire: { door: "jaegerGrpc", headers, bytes: frame(bytes) },
    };
  }
  const format = random.pick(HTTP_FORMATS);
  return {
    mutator: `${format}: too large`,
    expected: ["413", "closed"],
    wire: httpShotOf(format, bytes),
  };
}
