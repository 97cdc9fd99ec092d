import type {
  sendUnaryData,
  ServerUnaryCall,
  ServerWritableStream,
  UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { decodeMessage, encodeMessage, HEALTH, SERVING_STATUS } from "@spanhouse/wire";
import { GrpcError } from "./grpc-failure.ts";

type Status = "SERVING" | "NOT_SERVING" | "SERVICE_UNKNOWN";

/** `grpc.health.v1.Health` for the services of one server, which are all as healthy as the server. */
export class HealthService {
  readonly #names: ReadonlySet<string>;
  readonly #watchers = new Set<ServerWritableStream<Buffer, Buffer>>();
  #isServing = true;

  constructor(services: readonly string[]) {
    this.#names = new Set(["", ...services]);
  }

  /** The methods by name. */
  get implementation(): UntypedServiceImplementation {
    return {
      Check: (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => {
        const status = this.#statusFor(call.request);
        if (status === undefined) done(new GrpcError("INVALID_ARGUMENT", NOT_A_REQUEST));
        else if (status === "SERVICE_UNKNOWN") done(new GrpcError("NOT_FOUND", "unknown service"));
        else done(null, encodeStatus(status));
      },
      Watch: (call: ServerWritableStream<Buffer, Buffer>) => {
        const status = this.#statusFor(call.request);
        if (status === undefined) {
          call.emit("error", new GrpcError("INVALID_ARGUMENT", NOT_A_REQUEST));
          return;
        }
        call.write(encodeStatus(status));
        if (!this.#isServing) {
          call.end();
          return;
        }
        this.#watchers.add(call);
        call.once("cancelled", () => this.#watchers.delete(call));
      },
    };
  }

  /** Says that nothing is served any more, and ends what watches. */
  stop(): void {
    this.#isServing = false;
    for (const call of this.#watchers) {
      call.write(encodeStatus("NOT_SERVING"));
      call.end();
    }
    this.#watchers.clear();
  }

  #statusFor(request: Uint8Array): Status | undefined {
    const question = decodeMessage(HEALTH.check.input, request);
    if (!question.ok) return undefined;
    if (!this.#names.has(question.value.service)) return "SERVICE_UNKNOWN";
    return this.#isServing ? "SERVING" : "NOT_SERVING";
  }
}

const NOT_A_REQUEST = "this is not a grpc.health.v1.HealthCheckRequest";

function encodeStatus(status: Status): Buffer {
  const message = { status: SERVING_STATUS.values.indexOf(status) };
  return Buffer.from(encodeMessage(HEALTH.check.output, message));
}
