import {
  decodeZipkinV1Json,
  decodeZipkinV1Thrift,
  decodeZipkinV2Json,
  decodeZipkinV2Protobuf,
} from "@spanhouse/wire";
import type { IngestRequest } from "../ingest.ts";
import { textFailure } from "./http-answer.ts";
import { HttpDoor, type HttpDoorOptions } from "./http-door.ts";
import type { HttpAnswer, HttpProtocol, UploadFormat } from "./http-protocol.ts";
import type { Receiver } from "./receiver.ts";

export interface ZipkinOptions extends HttpDoorOptions {
  /** Undefined when spans are taken; else why not. */
  readonly readiness: () => string | undefined;
}

const NAME = "zipkin";
const JSON_TYPE = "application/json";
const PROTOBUF_TYPE = "application/x-protobuf";
const THRIFT_TYPE = "application/x-thrift";
/** A request that names no media type is JSON, as for Zipkin's own server. */
const NO_TYPE = "";

/** What Zipkin's server answers as well, without a word: its clients look at the status only. */
const ACCEPTED: HttpAnswer = { status: 202, headers: {}, body: new Uint8Array(0) };

const V1_JSON = uploadFormat("v1_json", decodeZipkinV1Json);
const V1_THRIFT = uploadFormat("v1_thrift", decodeZipkinV1Thrift);
const V2_JSON = uploadFormat("v2_json", decodeZipkinV2Json);
const V2_PROTOBUF = uploadFormat("v2_protobuf", decodeZipkinV2Protobuf);

const UPLOADS: HttpProtocol["uploads"] = new Map([
  [
    "/api/v2/spans",
    new Map([
      [JSON_TYPE, V2_JSON],
      [PROTOBUF_TYPE, V2_PROTOBUF],
      [NO_TYPE, V2_JSON],
    ]),
  ],
  [
    "/api/v1/spans",
    new Map([
      [JSON_TYPE, V1_JSON],
      [THRIFT_TYPE, V1_THRIFT],
      [NO_TYPE, V1_JSON],
    ]),
  ],
]);

/**
 * The door for Zipkin: `POST /api/v2/spans` in JSON and protobuf, `POST /api/v1/spans` in JSON and Thrift, and
 * `GET /health`, which its clients and charts probe. Spans that are left out are counted; there is no form to
 * tell the client.
 */
export function zipkinReceiver(options: ZipkinOptions): Receiver {
  const protocol: HttpProtocol = {
    name: NAME,
    portSetting: "collector.zipkin.port",
    uploads: UPLOADS,
    reads: new Map([["/health", () => healthAnswer(options.readiness())]]),
    failureAnswer: (failure) => textFailure(failure),
  };
  return new HttpDoor(protocol, options);
}

function uploadFormat(format: string, decode: IngestRequest["decode"]): UploadFormat {
  return { way: `${NAME}.${format}`, decode, storedAnswer: () => ACCEPTED };
}

function healthAnswer(problem: string | undefined): HttpAnswer {
  const body = problem === undefined ? { status: "UP" } : { status: "DOWN", problem };
  return {
    status: problem === undefined ? 200 : 503,
    headers: { "content-type": JSON_TYPE },
    body: Buffer.from(JSON.stringify(body)),
  };
}
