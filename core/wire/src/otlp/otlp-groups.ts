import { assert } from "@spanhouse/base";
import type { OtlpBuffer } from "./otlp-buffer.ts";
import { OtlpSideText } from "./otlp-side-text.ts";
import { REQUEST, RESOURCE_SPANS } from "./protobuf-tags.ts";

/** ResourceSpans and ScopeSpans that are open: where they begin, or -1. */
export interface OtlpGroupsMark {
  readonly resource: OtlpGroup;
  readonly scope: OtlpGroup;
}

/** A group of spans; an immutable value, so that a mark is only a copy of two references. */
interface OtlpGroup {
  /** Where its tag is; -1 when none is open. */
  readonly start: number;
  /** Where what describes it ends and its content begins. */
  readonly definitionEnd: number;
  /** The row of its first span. */
  readonly firstRow: number;
}

const NONE: OtlpGroup = { start: -1, definitionEnd: -1, firstRow: -1 };

/** What `openGroup` writes. */
const GROUP_HEAD_BYTES = 5;

/**
 * Puts spans under their resource and scope:
 *
 *   ResourceSpans { Resource, schema_url, ScopeSpans { InstrumentationScope, schema_url, Span… }… }…
 *
 * A definition is written where the next group would begin. When it equals that of the group that is open, it
 * is taken back and the group goes on, also from one request to the next; else the open group is closed. A
 * group without spans is dropped.
 */
export class OtlpGroups {
  readonly #buffer: OtlpBuffer;
  #resource = NONE;
  #scope = NONE;
  /** Where the definition that is being written begins. */
  #start = 0;
  /** The scope closed last: spans of another resource may follow that still are of this scope. */
  readonly #lastScope = new OtlpSideText();

  constructor(buffer: OtlpBuffer) {
    this.#buffer = buffer;
  }

  /** Nothing before the mark is moved afterwards, when `dropEmpty` came before it. */
  mark(): OtlpGroupsMark {
    return { resource: this.#resource, scope: this.#scope };
  }

  rollback({ resource, scope }: OtlpGroupsMark): void {
    this.#resource = resource;
    this.#scope = scope;
  }

  openResource(): void {
    this.#start = this.#buffer.end;
    this.#buffer.openGroup(REQUEST.resourceSpans);
  }

  closeResource(rows: number): void {
    if (this.#isSame(this.#resource)) {
      this.#buffer.end = this.#start;
      return;
    }
    this.#closeScopeBefore(rows);
    this.#closeResourceBefore(rows);
    this.#resource = this.#begun(rows);
  }

  openScope(): void {
    this.#start = this.#buffer.end;
    this.#buffer.openGroup(RESOURCE_SPANS.scopeSpans);
  }

  closeScope(rows: number): void {
    const { bytes, end } = this.#buffer;
    this.#lastScope.set(bytes, this.#start + GROUP_HEAD_BYTES, end);
    if (this.#isSame(this.#scope)) {
      this.#buffer.end = this.#start;
      return;
    }
    this.#closeScopeBefore(rows);
    this.#scope = this.#begun(rows);
  }

  /** A span is about to be written. */
  openSpan(rows: number): void {
    if (this.#scope.start >= 0) return;
    const { bytes, length } = this.#lastScope;
    assert(this.#resource.start >= 0 && length > 0, "a span has a resource and a scope");
    this.openScope();
    this.#buffer.reserve(length);
    this.#buffer.putRange(bytes, 0, length);
    this.#scope = this.#begun(rows);
  }

  /** Drops groups without spans at the end. */
  dropEmpty(rows: number): void {
    this.#start = this.#buffer.end;
    if (this.#scope.firstRow === rows) this.#closeScopeBefore(rows);
    if (this.#resource.firstRow === rows) this.#closeResourceBefore(rows);
  }

  /** Closes what is open. */
  end(rows: number): void {
    this.#start = this.#buffer.end;
    this.#closeScopeBefore(rows);
    this.#closeResourceBefore(rows);
  }

  #begun(firstRow: number): OtlpGroup {
    return { start: this.#start, definitionEnd: this.#buffer.end, firstRow };
  }

  /** The definition that was just written is that of the open group. */
  #isSame({ start, definitionEnd }: OtlpGroup): boolean {
    const { bytes, end } = this.#buffer;
    if (start < 0 || end - this.#start !== definitionEnd - start) return false;
    let other = this.#start + GROUP_HEAD_BYTES;
    for (let at = start + GROUP_HEAD_BYTES; at < definitionEnd; at++) {
      if (bytes[at] !== bytes[other++]) return false;
    }
    return true;
  }

  #closeScopeBefore(rows: number): void {
    this.#close(this.#scope, rows);
    this.#scope = NONE;
  }

  #closeResourceBefore(rows: number): void {
    this.#close(this.#resource, rows);
    this.#resource = NONE;
  }

  /** Ends a group where the new definition begins; an empty one makes room for it. */
  #close({ start, firstRow }: OtlpGroup, rows: number): void {
    if (start < 0) return;
    const buffer = this.#buffer;
    if (firstRow < rows) {
      buffer.closeGroup(start, this.#start);
      return;
    }
    buffer.bytes.copyWithin(start, this.#start, buffer.end);
    buffer.end -= this.#start - start;
    this.#start = start;
  }
}
