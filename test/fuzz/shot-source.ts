import { Random } from "../bench/traffic/random.ts";
import { frame } from "../support/raw-grpc.ts";
import { flipBits, noise, truncate } from "./byte-mutators.ts";
import { bomb, CODINGS, compress, type Coding } from "./compression.ts";
import type { Format, SeedRequests } from "./seed-requests.ts";
import { httpShot, type Shot } from "./shot.ts";
import { otherDoorShots } from "./shots-at-jaeger-and-zipkin.ts";

export interface ShotSourceOptions {
  readonly seed: number;
  readonly seeds: SeedRequests;
  /** The collector's limit; bombs exceed it. */
  readonly requestBytesMax: number;
}

const TAKEN_OR_MALFORMED = ["200", "400"];
const GRPC_TAKEN_OR_MALFORMED = ["grpc 0", "grpc 3"];
const FORMATS: readonly Format[] = ["protobuf", "json"];

/** Shots without end; the one with a number is the same in every run with the same seed. */
export class ShotSource {
  readonly #options: ShotSourceOptions;
  readonly #bombs: Readonly<Record<Coding, Uint8Array>>;
  readonly #makers: readonly (readonly [weight: number, make: (random: Random) => Shot])[];

  constructor(options: ShotSourceOptions) {
    this.#options = options;
    const bytes = options.requestBytesMax * 2;
    this.#bombs = {
      gzip: bomb("gzip", bytes),
      deflate: bomb("deflate", bytes),
      zstd: bomb("zstd", bytes),
    };
    this.#makers = [
      [350, (random) => this.#httpBody(random)],
      [250, (random) => this.#grpcBody(random)],
      [120, (random) => this.#compressedBody(random)],
      [80, (random) => this.#damagedCompression(random)],
      [2, (random) => this.#bomb(random)],
      [70, (random) => this.#wrongHeaders(random)],
      [70, (random) => this.#wrongFormat(random)],
      [60, (random) => this.#brokenFrame(random)],
      [3, (random) => this.#tooLarge(random)],
      [5, (random) => socketNoise(random)],
      ...otherDoorShots({ ...options, bombs: this.#bombs }),
    ];
  }

  shot(index: number): Shot {
    const random = new Random(this.#options.seed * 0x1_0000_0000 + index);
    const total = this.#makers.reduce((sum, [weight]) => sum + weight, 0);
    let left = random.fraction() * total;
    const maker = this.#makers.find(([weight]) => (left -= weight) < 0) ?? this.#makers[0]!;
    return maker[1](random);
  }

  #seed(format: Format, random: Random): Uint8Array {
    return random.pick(this.#options.seeds.bodies(`otlp ${format}`));
  }

  #mutant(format: Format, random: Random): readonly [name: string, body: Uint8Array] {
    return this.#options.seeds.mutant(`otlp ${format}`, random);
  }

  #httpBody(random: Random): Shot {
    const format = random.pick(FORMATS);
    const [name, body] = this.#mutant(format, random);
    return {
      mutator: `${format}: ${name}`,
      expected: TAKEN_OR_MALFORMED,
      wire: httpShot(format, body),
    };
  }

  #grpcBody(random: Random): Shot {
    const [name, body] = this.#mutant("protobuf", random);
    return {
      mutator: `grpc: ${name}`,
      expected: GRPC_TAKEN_OR_MALFORMED,
      wire: { door: "grpc", headers: {}, bytes: frame(body) },
    };
  }

  #compressedBody(random: Random): Shot {
    const format = random.pick(FORMATS);
    const coding = random.pick(CODINGS);
    if (random.chance(0.3)) {
      const [, body] = this.#mutant("protobuf", random);
      return {
        mutator: `grpc ${coding}: sound, damaged inside`,
        expected: GRPC_TAKEN_OR_MALFORMED,
        wire: grpcCompressed(coding, compress(coding, body, random)),
      };
    }
    const [, body] = this.#mutant(format, random);
    return {
      mutator: `http ${coding}: sound, damaged inside`,
      expected: TAKEN_OR_MALFORMED,
      wire: httpShot(format, compress(coding, body, random), {
        headers: { "content-encoding": coding },
      }),
    };
  }

  #damagedCompression(random: Random): Shot {
    const coding = random.pick(CODINGS);
    const damage = random.pick([flipBits, truncate, noise]);
    const body = damage(compress(coding, this.#seed("protobuf", random), random), random);
    if (random.chance(0.3)) {
      return {
        mutator: `grpc ${coding}: damaged`,
        // A flipped size in the header may claim more than is allowed.
        expected: [...GRPC_TAKEN_OR_MALFORMED, "grpc 8"],
        wire: grpcCompressed(coding, body),
      };
    }
    return {
      mutator: `http ${coding}: damaged`,
      expected: [...TAKEN_OR_MALFORMED, "413"],
      wire: httpShot("protobuf", body, { headers: { "content-encoding": coding } }),
    };
  }

  #bomb(random: Random): Shot {
    const coding = random.pick(CODINGS);
    if (random.chance(0.4)) {
      return {
        mutator: `grpc ${coding}: bomb`,
        expected: ["grpc 8"],
        wire: grpcCompressed(coding, this.#bombs[coding]),
      };
    }
    return {
      mutator: `http ${coding}: bomb`,
      expected: ["413"],
      wire: httpShot(random.pick(FORMATS), this.#bombs[coding], {
        headers: { "content-encoding": coding },
      }),
    };
  }

  #wrongHeaders(random: Random): Shot {
    const body = this.#seed("protobuf", random);
    const anywhere = { format: undefined };
    const bytes = frame(body);
    switch (random.between(0, 6)) {
      case 0: {
        const type = random.pick([
          "text/plain",
          "application/xml",
          "application/grpc",
          "",
          ";;",
          "é",
        ]);
        const headers = { "content-type": Buffer.from(type).toString("latin1") };
        const wire = httpShot("protobuf", body, { ...anywhere, headers });
        return { mutator: "http: unknown content type", expected: ["415"], wire };
      }
      case 1: {
        const coding = random.pick(["br", "snappy", "compress", "gzip, gzip", "none2", "lz4"]);
        const headers = { "content-encoding": coding };
        const wire = httpShot("protobuf", body, { headers });
        return { mutator: "http: unknown content encoding", expected: ["415"], wire };
      }
      case 2: {
        const method = random.pick(["PUT", "PATCH", "DELETE"]);
        const wire = httpShot("protobuf", body, { ...anywhere, method });
        return { mutator: "http: wrong method", expected: ["405"], wire };
      }
      case 3: {
        const path = random.pick([
          "/v1/trace",
          "/",
          "/v1/metrics",
          "//v1/traces",
          "/%2e%2e/v1/traces",
        ]);
        const wire = httpShot("protobuf", body, { ...anywhere, path });
        return { mutator: "http: wrong path", expected: ["404"], wire };
      }
      case 4: {
        const headers = { ":path": random.pick(["/a.B/C", "/", "/%00", "/v1/traces"]) };
        return {
          mutator: "grpc: wrong method",
          expected: ["grpc 12"],
          wire: { door: "grpc", headers, bytes },
        };
      }
      case 5: {
        const headers = { "grpc-encoding": random.pick(["snappy", "br", "gzip,gzip"]) };
        return {
          mutator: "grpc: unknown encoding",
          expected: ["grpc 12"],
          wire: { door: "grpc", headers, bytes: frame(body, { flag: 1 }) },
        };
      }
      default: {
        const headers = { "content-type": random.pick(["text/plain", "application/json", "x"]) };
        return {
          mutator: "grpc: unknown content type",
          expected: ["415"],
          wire: { door: "grpc", headers, bytes },
        };
      }
    }
  }

  /** A sound body under the name of another format or coding. */
  #wrongFormat(random: Random): Shot {
    const format = random.pick(FORMATS);
    const other = format === "json" ? "protobuf" : "json";
    const body = this.#seed(format, random);
    if (random.chance(0.5)) {
      const wire = httpShot(other, body);
      return { mutator: `http: ${format} sent as ${other}`, expected: ["400"], wire };
    }
    const coding = random.pick(CODINGS);
    const sent = random.chance(0.5)
      ? body
      : compress(coding, compress(coding, body, random), random);
    const headers = { "content-encoding": coding };
    return {
      mutator: `http ${coding}: not compressed, or twice`,
      // What zstd adds to stored bytes can be read as unknown fields of protobuf.
      expected: coding === "zstd" ? TAKEN_OR_MALFORMED : ["400"],
      wire: httpShot(format, sent, { headers }),
    };
  }

  #brokenFrame(random: Random): Shot {
    const body = this.#seed("protobuf", random);
    const shot = (mutator: string, expected: string, bytes: Uint8Array): Shot => ({
      mutator: `grpc frame: ${mutator}`,
      expected: [expected],
      wire: { door: "grpc", headers: {}, bytes },
    });
    switch (random.between(0, 5)) {
      case 0:
        return shot("unknown flag", "grpc 13", frame(body, { flag: random.between(2, 255) }));
      case 1:
        return shot("compressed, unnamed", "grpc 13", frame(body, { flag: 1 }));
      case 2: {
        const length = body.length + random.between(1, 5_000);
        return shot("length too long", "grpc 13", frame(body, { length }));
      }
      case 3: {
        // The rest is taken for the beginning of a second message.
        const length = random.between(0, body.length - 1);
        return shot("length too short", "grpc 12", frame(body, { length }));
      }
      case 4:
        return shot("two messages", "grpc 12", Buffer.concat([frame(body), frame(body)]));
      default:
        return shot("header cut short", "grpc 13", frame(body).subarray(0, random.between(1, 4)));
    }
  }

  #tooLarge(random: Random): Shot {
    const bytes = Buffer.alloc(this.#options.requestBytesMax + random.between(1, 1_000));
    if (random.chance(0.5)) {
      const wire = httpShot(random.pick(FORMATS), bytes);
      return { mutator: "http: too large", expected: ["413", "closed"], wire };
    }
    return {
      mutator: "grpc: too large",
      expected: ["grpc 8"],
      wire: { door: "grpc", headers: {}, bytes: frame(bytes) },
    };
  }
}

function grpcCompressed(coding: Coding, body: Uint8Array): Shot["wire"] {
  return {
    door: "grpc",
    headers: { "grpc-encoding": coding },
    bytes: frame(body, { flag: 1 }),
  };
}

const HTTP2_PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const REQUEST_HEAD = "POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";

/** Bytes that are no HTTP, or stop being HTTP somewhere. */
function socketNoise(random: Random): Shot {
  const door = random.pick([
    ...(["grpc", "http", "jaegerHttp", "jaegerGrpc"] as const),
    ...(["zipkin", "sampling", "samplingGrpc"] as const),
  ]);
  const head = random.pick([
    "",
    HTTP2_PREFACE,
    REQUEST_HEAD,
    `${REQUEST_HEAD}Content-Length: -1\r\n\r\n`,
    `${REQUEST_HEAD}Content-Length: 5\r\nContent-Length: 6\r\n\r\n`,
    `${REQUEST_HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    `${REQUEST_HEAD}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n`,
    `GET / HTTP/1.1\r\n${"x".repeat(20_000)}`,
  ]);
  return {
    mutator: `${door} socket: noise`,
    // The heads are for the doors of OTLP: another may have nothing at that path, or take no POST.
    expected: ["closed", "400", "404", "405", "408", "431"],
    wire: { door, raw: Buffer.concat([Buffer.from(head), noise(new Uint8Array(), random)]) },
  };
}
