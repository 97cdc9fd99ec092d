import { err, ok, type Result } from "@spanhouse/base";
import { parsePattern, type PatternNode } from "./parse-pattern.ts";
import { compileProgram } from "./pattern-program.ts";
import { PatternAutomaton } from "./pattern-automaton.ts";

/**
 * One or more regular expressions of the configuration, looked for together. The time is proportional to the
 * length of the text whatever the text is, so a client cannot stop the process with a value that a pattern
 * takes long for, as it can with the expressions of JavaScript.
 */
export class Pattern {
  readonly #automaton: PatternAutomaton;

  private constructor(automaton: PatternAutomaton) {
    this.#automaton = automaton;
  }

  /** The error says what is wrong with which expression. At least one expression. */
  static compile(texts: readonly string[]): Result<Pattern, string> {
    const options: PatternNode[] = [];
    for (const text of texts) {
      const parsed = parsePattern(text);
      if (!parsed.ok) return err(`${JSON.stringify(text)} is not a pattern: ${parsed.error}`);
      options.push(parsed.value);
    }
    const program = compileProgram({ type: "choice", options });
    if (!program.ok) return err(`${JSON.stringify(texts.join(" "))}: ${program.error}`);
    return ok(new Pattern(new PatternAutomaton(program.value)));
  }

  /** Whether one of the expressions matches somewhere in the text. */
  test(text: string): boolean {
    return this.#automaton.test(text);
  }

  /**
   * The text with `mask` in place of everything that any match covers. Matches that overlap or touch become
   * one mask.
   */
  mask(text: string, mask: string): string {
    if (!this.test(text)) return text;
    let masked = "";
    let at = 0;
    for (const { start, end } of this.#automaton.cover(text)) {
      masked += text.slice(at, start) + mask;
      at = end;
    }
    return masked + text.slice(at);
  }
}
