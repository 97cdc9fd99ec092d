import { err, ok, type Result } from "@spanhouse/base";
import { RE2JS, RE2JSException } from "re2js";

/** A regular expression of a predicate, as span-predicate.ts describes patterns. */
export interface TextPattern {
  /** Whether it is found anywhere in the text. Takes time in proportion to the text, whatever the pattern. */
  isIn(text: string): boolean;
}

/** Compiles a pattern; an error is a sentence that says what is wrong with it. */
export function textPattern(pattern: string): Result<TextPattern, string> {
  try {
    const compiled = RE2JS.compile(pattern, RE2JS.DOTALL);
    return ok({ isIn: (text) => compiled.test(text) });
  } catch (error) {
    if (error instanceof RE2JSException) return err(sentenceOf(error));
    throw error;
  }
}

/** Without what the library puts before it and before the pattern. */
function sentenceOf({ message }: RE2JSException): string {
  return message.replace(/^error parsing regexp: /, "").replace("(?s)", "");
}
