import type { ReadOptions } from "../read/read-options.ts";

/**
 * What to offer while somebody types. Answers come from tables of bounded size, so a rare key or value may be
 * missing: it is an offer, not an inventory. A prefix matches the beginning in any case; "" matches everything.
 * Last received first (by day), then most used, then by name. Reads throw what those of TraceReader throw.
 */
export interface CompletionReader {
  keys(question: KeyQuestion, options?: ReadOptions): Promise<CompletionAnswer<CompletedKey>>;
  values(question: ValueQuestion, options?: ReadOptions): Promise<CompletionAnswer<CompletedValue>>;
  services(
    question: CompletionQuestion,
    options?: ReadOptions,
  ): Promise<CompletionAnswer<CompletedName>>;
  /** Every name is offered once, whatever its services and kinds. */
  operations(
    question: OperationQuestion,
    options?: ReadOptions,
  ): Promise<CompletionAnswer<CompletedName>>;
}

export interface CompletionQuestion {
  readonly tenant: string;
  readonly prefix: string;
  /** 1 to COMPLETIONS_MAX. */
  readonly limit: number;
}

export interface KeyQuestion extends CompletionQuestion {
  /** All when absent. */
  readonly levels?: readonly AttributeLevel[];
}

export interface ValueQuestion extends KeyQuestion {
  readonly key: string;
}

export interface OperationQuestion extends CompletionQuestion {
  /** All when absent. */
  readonly service?: string;
}

export interface CompletionAnswer<Item> {
  readonly items: readonly Item[];
  /** There are more than the limit. */
  readonly limited: boolean;
}

export type AttributeLevel = "span" | "resource" | "scope" | "event";

/**
 * `other`: arrays, key-value lists, bytes and empty values, which have no values to offer. Attributes of events
 * are `string` or `other`, because nothing more is kept of them.
 */
export type CompletedType = "string" | "int" | "double" | "bool" | "other";

/** A key is offered once for each level it was seen on. */
export interface CompletedKey {
  readonly key: string;
  readonly level: AttributeLevel;
  /** All that were seen, in the order above. */
  readonly types: readonly CompletedType[];
}

export interface CompletedValue {
  /** As people write it in a search. Long texts are not offered. */
  readonly text: string;
  readonly type: CompletedType;
}

export interface CompletedName {
  readonly name: string;
}
