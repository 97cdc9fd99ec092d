import type { ServerDuplexStream, UntypedServiceImplementation } from "@grpc/grpc-js";
import {
  decodeMessage,
  describeFile,
  encodeMessage,
  RPC_CODES,
  type DraftOf,
  type Message,
  type ProtoFile,
  type ReadOf,
  type REFLECTION_V1,
} from "@spanhouse/wire";
import { GrpcError } from "./grpc-failure.ts";
import { writeAnswer } from "./write-answer.ts";

type Question = ReadOf<typeof REFLECTION_V1.input>;
type Answer = DraftOf<typeof REFLECTION_V1.output>;

/**
 * What a server tells strangers of its services: their names, and the files that define a symbol, each with all
 * that it imports. There are no extensions.
 */
export class Reflection {
  readonly #services: readonly string[];
  readonly #files = new Map<string, ProtoFile>();
  readonly #fileOfSymbol = new Map<string, ProtoFile>();
  /** Made when somebody asks first. */
  readonly #described = new Map<ProtoFile, Uint8Array>();

  constructor(files: readonly ProtoFile[]) {
    files.forEach((file) => {
      this.#add(file);
    });
    this.#services = files.flatMap(({ services }) => services.map(({ name }) => name)).sort();
  }

  /** The methods of either version of the service, whose messages differ only in their names. */
  implementation(
    input: Message<Question, unknown>,
    output: Message<unknown, Answer>,
  ): UntypedServiceImplementation {
    return {
      ServerReflectionInfo: (call: ServerDuplexStream<Buffer, Buffer>) => {
        this.#converse(call, input, output);
      },
    };
  }

  /** Question by question; the next one is read when the client has taken the answer. */
  #converse(
    call: ServerDuplexStream<Buffer, Buffer>,
    input: Message<Question, unknown>,
    output: Message<unknown, Answer>,
  ): void {
    const controller = new AbortController();
    call.once("cancelled", () => controller.abort(new Error("the client ended the call")));
    let answered = Promise.resolve();
    const fail = (error: unknown): void => {
      if (!controller.signal.aborted) call.emit("error", error);
    };
    // Not by iterating: the end of an iteration would close the stream for answers as well.
    call.on("data", (bytes: Buffer) => {
      call.pause();
      const answer = this.#encodeAnswer(bytes, input, output);
      answered = answered.then(async () => {
        if (answer instanceof Error) throw answer;
        await writeAnswer(call, answer, controller.signal);
        call.resume();
      });
      answered.catch(fail);
    });
    call.once("end", () => {
      answered.then(
        () => call.end(),
        () => undefined,
      );
    });
  }

  #encodeAnswer(
    bytes: Uint8Array,
    input: Message<Question, unknown>,
    output: Message<unknown, Answer>,
  ): Uint8Array | GrpcError {
    const question = decodeMessage(input, bytes);
    if (!question.ok) {
      const problem = `this is not a ${input.name}: ${question.error}`;
      return new GrpcError("INVALID_ARGUMENT", problem);
    }
    return encodeMessage(output, {
      validHost: question.value.host,
      originalRequest: question.value,
      ...this.#answer(question.value),
    });
  }

  #answer(question: Question): Answer {
    const { fileByFilename, fileContainingSymbol, allExtensionNumbersOfType } = question;
    if (question.listServices !== undefined) {
      return { listServicesResponse: { service: this.#services.map((name) => ({ name })) } };
    }
    if (fileByFilename !== undefined) {
      return this.#withImports(this.#files.get(fileByFilename), `no file ${fileByFilename}`);
    }
    if (fileContainingSymbol !== undefined) {
      const file = this.#fileOfSymbol.get(fileContainingSymbol);
      return this.#withImports(file, `no symbol ${fileContainingSymbol}`);
    }
    if (question.fileContainingExtension !== undefined) return notFound("there are no extensions");
    if (allExtensionNumbersOfType !== undefined) {
      return this.#fileOfSymbol.has(allExtensionNumbersOfType)
        ? { allExtensionNumbersResponse: { baseTypeName: allExtensionNumbersOfType } }
        : notFound(`no type ${allExtensionNumbersOfType}`);
    }
    return failure(RPC_CODES.INVALID_ARGUMENT, "the request asks for nothing");
  }

  #withImports(file: ProtoFile | undefined, problem: string): Answer {
    if (file === undefined) return notFound(problem);
    const all = new Set<ProtoFile>();
    const add = (one: ProtoFile): void => {
      if (all.has(one)) return;
      all.add(one);
      one.imports.forEach(add);
    };
    add(file);
    const fileDescriptorProto = [...all].map((one) => this.#describe(one));
    return { fileDescriptorResponse: { fileDescriptorProto } };
  }

  #describe(file: ProtoFile): Uint8Array {
    let bytes = this.#described.get(file);
    if (bytes === undefined) this.#described.set(file, (bytes = describeFile(file)));
    return bytes;
  }

  #add(file: ProtoFile): void {
    if (this.#files.has(file.name)) return;
    this.#files.set(file.name, file);
    const add = (symbol: string): void => {
      this.#fileOfSymbol.set(symbol, file);
    };
    for (const { name, fields } of file.messages) {
      add(name);
      for (const { protoName } of fields) add(`${name}.${protoName}`);
    }
    for (const { name } of file.enums) add(name);
    for (const { name, methods } of file.services) {
      add(name);
      for (const method of methods) add(`${name}.${method.name}`);
    }
    file.imports.forEach((imported) => {
      this.#add(imported);
    });
  }
}

function notFound(problem: string): Answer {
  return failure(RPC_CODES.NOT_FOUND, problem);
}

function failure(errorCode: number, errorMessage: string): Answer {
  return { errorResponse: { errorCode, errorMessage } };
}
