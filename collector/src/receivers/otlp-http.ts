import {
  decodeOtlpJson,
  decodeOtlpProtobuf,
  encodeExportResponse,
  encodeRpcStatus,
  type OtlpFormat,
} from "@spanhouse/wire";
import { toHttpStatus, toRpcStatus, type Failure } from "./failure.ts";
import { textFailure } from "./http-answer.ts";
import { HttpDoor, type HttpDoorOptions } from "./http-door.ts";
import type { HttpAnswer, HttpProtocol, UploadFormat } from "./http-protocol.ts";
import { mediaTypeOf } from "./media-type.ts";
import { partialOf } from "./partial-success.ts";
import type { Receiver } from "./receiver.ts";
import type { Stored } from "./take-in.ts";

const NAME = "otlp_http";
const MEDIA_TYPES: Readonly<Record<OtlpFormat, string>> = {
  protobuf: "application/x-protobuf",
  json: "application/json",
};
const DECODERS = { protobuf: decodeOtlpProtobuf, json: decodeOtlpJson };

/** OTLP over HTTP/1.1: `POST /v1/traces`, protobuf and JSON; answers carry the media type of the request. */
const OTLP_HTTP: HttpProtocol = {
  name: NAME,
  portSetting: "collector.otlpHttp.port",
  uploads: new Map([
    [
      "/v1/traces",
      new Map([
        [MEDIA_TYPES.protobuf, uploadFormat("protobuf")],
        [MEDIA_TYPES.json, uploadFormat("json")],
      ]),
    ],
  ]),
  failureAnswer,
};

/** The door for OTLP over HTTP. */
export function otlpHttpReceiver(options: HttpDoorOptions): Receiver {
  return new HttpDoor(OTLP_HTTP, options);
}

function uploadFormat(format: OtlpFormat): UploadFormat {
  return {
    way: `${NAME}.${format}`,
    decode: DECODERS[format],
    storedAnswer: (stored: Stored) => ({
      status: 200,
      headers: { "content-type": MEDIA_TYPES[format] },
      body: encodeExportResponse(format, partialOf(stored)),
    }),
  };
}

/**
 * A failure as an encoded `google.rpc.Status` in the request's own format. A request in no known format
 * gets plain text: there is no content type that it could be answered in, and mostly a person reads it.
 */
function failureAnswer(failure: Failure, contentType: string | undefined): HttpAnswer {
  const format = formatOf(mediaTypeOf(contentType));
  if (format === undefined) return textFailure(failure);
  return {
    status: toHttpStatus(failure),
    headers: { "content-type": MEDIA_TYPES[format] },
    body: encodeRpcStatus(format, toRpcStatus(failure)),
  };
}

function formatOf(mediaType: string): OtlpFormat | undefined {
  if (mediaType === MEDIA_TYPES.protobuf) return "protobuf";
  return mediaType === MEDIA_TYPES.json ? "json" : undefined;
}
