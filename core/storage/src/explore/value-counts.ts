import { EXPLORE_VALUES_MAX } from "../limits.ts";
import type { AttributeComparison, ComparedAttribute, ComparedValue } from "./explore-reader.ts";

interface KeyCounts {
  readonly level: ComparedAttribute["level"];
  readonly key: string;
  readonly values: Map<string, ComparedValue>;
}

/** Adds up, for each value of each key, how many selected and how many other spans have it. */
export class ValueCounts {
  readonly #keys = new Map<string, KeyCounts>();
  #selected = 0;
  #others = 0;
  #values = 0;
  #isLeftOut = false;

  /** Spans as such. */
  addSpans(selected: number, others: number): void {
    this.#selected += selected;
    this.#others += others;
  }

  /** Of at most EXPLORE_VALUES_MAX values: further ones are left out. */
  add(
    level: ComparedAttribute["level"],
    key: string,
    text: string,
    selected: number,
    others: number,
  ): void {
    const id = `${level} ${key}`;
    let counts = this.#keys.get(id);
    if (counts === undefined) this.#keys.set(id, (counts = { level, key, values: new Map() }));
    const known = counts.values.get(text);
    if (known === undefined && this.#values >= EXPLORE_VALUES_MAX) {
      this.leaveOut();
      return;
    }
    if (known === undefined) this.#values += 1;
    counts.values.set(text, {
      text,
      selectedCount: selected + (known?.selectedCount ?? 0),
      otherCount: others + (known?.otherCount ?? 0),
    });
  }

  /** Some value was not counted. */
  leaveOut(): void {
    this.#isLeftOut = true;
  }

  compared(keysMax: number, valuesMax: number): AttributeComparison {
    const attributes = [...this.#keys.values()]
      .map((counts) => this.#compare(counts, valuesMax))
      .filter(({ difference }) => difference > 0)
      .sort((a, b) => b.difference - a.difference || (a.key < b.key ? -1 : 1))
      .slice(0, keysMax);
    return {
      ...{ selectedCount: this.#selected, otherCount: this.#others },
      ...{ attributes, leftOutValues: this.#isLeftOut },
    };
  }

  #compare({ level, key, values }: KeyCounts, valuesMax: number): ComparedAttribute {
    const sorted = [...values.values()].sort(
      (a, b) => this.#differenceOf(b) - this.#differenceOf(a) || (a.text < b.text ? -1 : 1),
    );
    const difference = sorted[0] === undefined ? 0 : this.#differenceOf(sorted[0]);
    return { level, key, difference, values: sorted.slice(0, valuesMax) };
  }

  /** Of the shares that the value has among the selected spans and among the others. Without others, they have none. */
  #differenceOf({ selectedCount, otherCount }: ComparedValue): number {
    const share = (count: number, of: number): number => (of === 0 ? 0 : count / of);
    return Math.abs(share(selectedCount, this.#selected) - share(otherCount, this.#others));
  }
}
