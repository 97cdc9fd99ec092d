import {
  Client,
  credentials,
  type CallOptions,
  type Deadline,
  type ServiceError,
} from "@grpc/grpc-js";
import protobuf, { type Root } from "protobufjs";
import { rootOfDescriptors } from "./descriptor-root.ts";

/**
 * A client that knows nothing of a server but the protocol of reflection, written here from its IDL: it asks for
 * the services, fetches their descriptors, and calls what they describe. As grpcurl does.
 */

const REFLECTION_IDL = `
  syntax = "proto3";
  message Request {
    string host = 1;
    oneof message_request {
      string file_by_filename = 3;
      string file_containing_symbol = 4;
      ExtensionRequest file_containing_extension = 5;
      string all_extension_numbers_of_type = 6;
      string list_services = 7;
    }
  }
  message ExtensionRequest { string containing_type = 1; int32 extension_number = 2; }
  message Response {
    string valid_host = 1;
    Request original_request = 2;
    oneof message_response {
      Files file_descriptor_response = 4;
      Numbers all_extension_numbers_response = 5;
      Services list_services_response = 6;
      Failure error_response = 7;
    }
  }
  message Files { repeated bytes file_descriptor_proto = 1; }
  message Numbers { string base_type_name = 1; repeated int32 extension_number = 2; }
  message Services { repeated Service service = 1; }
  message Service { string name = 1; }
  message Failure { int32 error_code = 1; string error_message = 2; }`;

const reflection = protobuf.parse(REFLECTION_IDL).root;
const asIs = (bytes: Uint8Array): Buffer => Buffer.from(bytes);
const TO_OBJECT = { longs: String, bytes: String, enums: String, arrays: false } as const;

export interface ReflectionAnswer {
  readonly fileDescriptorResponse?: { readonly fileDescriptorProto: readonly Uint8Array[] };
  readonly allExtensionNumbersResponse?: { readonly baseTypeName: string };
  readonly listServicesResponse?: { readonly service: readonly { readonly name: string }[] };
  readonly errorResponse?: { readonly errorCode: number; readonly errorMessage: string };
}

/** What a call came to: all its answers, and its status. */
export interface CallResult {
  readonly code: number;
  readonly details: string;
  readonly answers: readonly Record<string, unknown>[];
}

export class ReflectionClient {
  readonly client: Client;

  constructor(address: string) {
    this.client = new Client(address, credentials.createInsecure(), {
      "grpc.use_local_subchannel_pool": 1,
      "grpc.max_receive_message_length": 4 * 1024 * 1024,
    });
  }

  close(): void {
    this.client.close();
  }

  /** Asks one question in a stream of its own. */
  async reflect(
    question: Record<string, unknown>,
    version: "v1" | "v1alpha" = "v1",
  ): Promise<ReflectionAnswer> {
    const request = reflection.lookupType("Request");
    const response = reflection.lookupType("Response");
    const call = this.client.makeBidiStreamRequest(
      `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
      asIs,
      (bytes: Buffer) => bytes,
    );
    call.write(request.encode(request.fromObject(question)).finish());
    call.end();
    let answer: ReflectionAnswer = {};
    for await (const bytes of call as AsyncIterable<Buffer>) {
      answer = response.toObject(response.decode(bytes));
    }
    return answer;
  }

  /** The names of all services. */
  async services(version: "v1" | "v1alpha" = "v1"): Promise<readonly string[]> {
    const { listServicesResponse } = await this.reflect({ listServices: "*" }, version);
    return (listServicesResponse?.service ?? []).map(({ name }) => name);
  }

  /** Everything that describes a symbol. */
  async describe(symbol: string, version: "v1" | "v1alpha" = "v1"): Promise<Root> {
    const { fileDescriptorResponse } = await this.reflect(
      { fileContainingSymbol: symbol },
      version,
    );
    return rootOfDescriptors(fileDescriptorResponse?.fileDescriptorProto ?? []);
  }

  /** Calls a method, whatever it is, with what its descriptor says. */
  async call(
    method: string,
    question: Record<string, unknown>,
    options: CallOptions & { readonly deadline?: Deadline } = {},
  ): Promise<CallResult> {
    const [service = "", name = ""] = method.split("/");
    const root = await this.describe(service);
    const { requestType, responseType } = root.lookupService(service).methods[name]!;
    const input = root.lookupTypeOrEnum(requestType.replace(/^\./, ""));
    const output = root.lookupTypeOrEnum(responseType.replace(/^\./, ""));
    // Every method can be called as one with a stream of answers.
    const call = this.client.makeServerStreamRequest(
      `/${method}`,
      asIs,
      (bytes: Buffer) => bytes,
      input.encode(input.fromObject(question)).finish(),
      options,
    );
    const answers: Record<string, unknown>[] = [];
    try {
      for await (const bytes of call as AsyncIterable<Buffer>) {
        answers.push(output.toObject(output.decode(bytes), TO_OBJECT));
      }
      return { code: 0, details: "", answers };
    } catch (error) {
      const { code, details } = error as ServiceError;
      return { code, details, answers };
    }
  }
}
