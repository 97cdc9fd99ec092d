import type { Admission, RefusalCode, Refused } from "../ingest.ts";

/** What admission looks at. Everything here is cheap to ask, because it is asked for every request. */
export interface AdmissionOptions {
  readonly inFlightBytesMax: number;
  /** Why nothing can be taken now, whatever its size; undefined when it can. */
  readonly refusal: (bytes: number) => Refused | undefined;
  readonly refusedAs: (code: RefusalCode) => Refused;
  readonly onRefused: (code: RefusalCode) => void;
}

/** Lets requests in or refuses them before their bodies are read, by the bytes that are in flight. */
export class RequestGate {
  readonly #options: AdmissionOptions;
  #bytes = 0;
  #requests = 0;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  get bytesInFlight(): number {
    return this.#bytes;
  }

  get requestsInFlight(): number {
    return this.#requests;
  }

  admit(bytes: number): Admission {
    const refusal = this.#options.refusal(this.#bytes + bytes) ?? this.#overload(bytes);
    if (refusal !== undefined) {
      this.#options.onRefused(refusal.code);
      return refusal;
    }
    this.#requests += 1;
    this.#bytes += bytes;
    let held = bytes;
    let isReleased = false;
    return {
      admitted: true,
      grow: (more) => {
        if (isReleased) return false;
        // A request that is alone may be as large as the doors let it be.
        const isAlone = this.#bytes === held;
        if (!isAlone && this.#bytes + more > this.#options.inFlightBytesMax) {
          this.#options.onRefused("INGEST_OVERLOADED");
          return false;
        }
        held += more;
        this.#bytes += more;
        return true;
      },
      release: () => {
        if (isReleased) return;
        isReleased = true;
        this.#requests -= 1;
        this.#bytes -= held;
      },
    };
  }

  #overload(bytes: number): Refused | undefined {
    const { inFlightBytesMax, refusedAs } = this.#options;
    if (this.#bytes === 0 || this.#bytes + bytes <= inFlightBytesMax) return undefined;
    return refusedAs("INGEST_OVERLOADED");
  }
}
