import { bytes, int32, many, message, oneOf, sub, text } from "../message/message.ts";
import type { ProtoFile, ProtoService } from "../message/proto-file.ts";

/** Server reflection. Its two versions differ in nothing but the package. */

function reflectionOf(version: "v1" | "v1alpha") {
  const name = `grpc.reflection.${version}`;
  const extension = message(`${name}.ExtensionRequest`, {
    containingType: text(1),
    extensionNumber: int32(2),
  });
  const question = "message_request";
  const input = message(`${name}.ServerReflectionRequest`, {
    host: text(1),
    fileByFilename: oneOf(question, text(3)),
    fileContainingSymbol: oneOf(question, text(4)),
    fileContainingExtension: oneOf(
      question,
      sub(5, () => extension),
    ),
    allExtensionNumbersOfType: oneOf(question, text(6)),
    listServices: oneOf(question, text(7)),
  });
  const files = message(`${name}.FileDescriptorResponse`, {
    fileDescriptorProto: many(bytes(1)),
  });
  const numbers = message(`${name}.ExtensionNumberResponse`, {
    baseTypeName: text(1),
    extensionNumber: many(int32(2)),
  });
  const serviceName = message(`${name}.ServiceResponse`, { name: text(1) });
  const services = message(`${name}.ListServiceResponse`, {
    service: many(sub(1, () => serviceName)),
  });
  const failure = message(`${name}.ErrorResponse`, {
    errorCode: int32(1),
    errorMessage: text(2),
  });
  const answer = "message_response";
  const output = message(`${name}.ServerReflectionResponse`, {
    validHost: text(1),
    originalRequest: sub(2, () => input),
    fileDescriptorResponse: oneOf(
      answer,
      sub(4, () => files),
    ),
    allExtensionNumbersResponse: oneOf(
      answer,
      sub(5, () => numbers),
    ),
    listServicesResponse: oneOf(
      answer,
      sub(6, () => services),
    ),
    errorResponse: oneOf(
      answer,
      sub(7, () => failure),
    ),
  });
  const service: ProtoService = {
    name: `${name}.ServerReflection`,
    methods: [{ name: "ServerReflectionInfo", input, output, streams: "both" }],
  };
  const file: ProtoFile = {
    name: `grpc/reflection/${version}/reflection.proto`,
    package: name,
    imports: [],
    messages: [input, extension, output, files, numbers, services, serviceName, failure],
    enums: [],
    services: [service],
  };
  return { input, output, service, file };
}

export const REFLECTION_V1 = reflectionOf("v1");
export const REFLECTION_V1_ALPHA = reflectionOf("v1alpha");
