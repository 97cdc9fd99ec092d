/** Names, each once, by the number of its first place: how lists of several traces or pages become one. */
export class NumberedNames {
  readonly #numbers = new Map<string, number>();

  /** The number of a name, which it keeps. */
  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  /** All of them, by their numbers. */
  get names(): readonly string[] {
    return [...this.#numbers.keys()];
  }
}
