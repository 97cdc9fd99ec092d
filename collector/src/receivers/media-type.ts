import type { OtlpFormat } from "@spanhouse/wire";

const FORMATS: Readonly<Record<string, OtlpFormat>> = {
  "application/x-protobuf": "protobuf",
  "application/json": "json",
};

/** The media types of OTLP/HTTP; answers carry the one of the request. */
export const MEDIA_TYPES: Readonly<Record<OtlpFormat, string>> = {
  protobuf: "application/x-protobuf",
  json: "application/json",
};

/** The format a Content-Type names, whatever its case and parameters; undefined when it names none of ours. */
export function formatOf(contentType: string | undefined): OtlpFormat | undefined {
  // The two spellings that exporters send need no parsing.
  const end = contentType?.indexOf(";") ?? -1;
  const type = (end < 0 ? contentType : contentType?.slice(0, end))?.trim().toLowerCase();
  return type !== undefined && Object.hasOwn(FORMATS, type) ? FORMATS[type] : undefined;
}
