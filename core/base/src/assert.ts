/** Thrown when the program itself is wrong. Never caught on purpose: it ends the process. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

/** States something that must be true; a breach is a bug in Spanhouse, never in its input. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Marks a branch the type checker proves cannot run. */
export function assertUnreachable(value: never): never {
  throw new AssertionError(`unreachable: ${JSON.stringify(value)}`);
}
