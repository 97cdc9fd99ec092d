import { ERRORS, type ErrorCode } from "./error-codes.ts";

/**
 * A failure somebody outside sees: a code from the registry, one sentence for people, and the page in
 * `docs/errors` that says what to do. The sentence must not contain secrets.
 */
export class CodedError extends Error {
  override readonly name = "CodedError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** HTTP status the code maps to. */
  get httpStatus(): number {
    return ERRORS[this.code].httpStatus;
  }
}
