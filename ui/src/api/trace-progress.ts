import { readTracePageHead, TRACE_PAGE_HEAD_BYTES } from "@spanhouse/model";

/** How much of a trace has come. Spans come column by column: it is the share of the bytes, as spans. */
export interface TraceProgress {
  readonly spans: number;
  readonly spanCount: number;
}

/** Nothing is said of what comes faster, and nothing more often. */
const SAID_EVERY_MS = 250;

/** Follows the pages of a trace as they come, side by side. */
export class ProgressOfPages {
  readonly #say: (progress: TraceProgress) => void;
  readonly #pages: ProgressOfPage[] = [];
  #saidMs = performance.now();

  constructor(say: (progress: TraceProgress) => void) {
    this.#say = say;
  }

  /** What is called with each chunk of a page. */
  follow(): (chunk: Uint8Array) => void {
    const page = new ProgressOfPage();
    this.#pages.push(page);
    return (chunk) => {
      page.take(chunk);
      this.#sayNowAndThen();
    };
  }

  #sayNowAndThen(): void {
    const spanCount = this.#pages[0]?.spanCount;
    const nowMs = performance.now();
    if (spanCount === undefined || nowMs - this.#saidMs < SAID_EVERY_MS) return;
    this.#saidMs = nowMs;
    this.#say({ spans: this.#pages.reduce((sum, page) => sum + page.spans, 0), spanCount });
  }
}

class ProgressOfPage {
  readonly #start = new Uint8Array(TRACE_PAGE_HEAD_BYTES);
  #bytes = 0;
  #head: ReturnType<typeof readTracePageHead>;

  take(chunk: Uint8Array): void {
    if (this.#bytes < this.#start.length) {
      this.#start.set(chunk.subarray(0, this.#start.length - this.#bytes), this.#bytes);
    }
    this.#bytes += chunk.length;
    this.#head ??= readTracePageHead(this.#start.subarray(0, this.#bytes));
  }

  /** Of the whole trace, once it is known. */
  get spanCount(): number | undefined {
    return this.#head?.spanCount;
  }

  /** Of this page, that have come. */
  get spans(): number {
    if (this.#head === undefined) return 0;
    const { count, bytes } = this.#head;
    return Math.min(count, Math.floor((count * this.#bytes) / bytes));
  }
}
