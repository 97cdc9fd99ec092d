import { SpanRecorder, type Span } from "@spanhouse/model";
import { SpanBlock } from "@spanhouse/storage";
import type { Admission, Ingest, IngestOutcome, IngestRequest } from "@spanhouse/collector";

/**
 * An `Ingest` for tests of doors: decodes into a SpanBlock, keeps what it is given, counts what it has
 * admitted, and can be told to refuse. Nothing is durable.
 */
export class MemoryIngest implements Ingest {
  readonly block = new SpanBlock();
  readonly requests: IngestRequest[] = [];
  /** The spans of all requests, when they are to be kept. */
  readonly spans: Span[] = [];
  keepsSpans = false;
  /** Admissions given and not yet released. */
  openAdmissions = 0;
  /** Bytes of those. */
  admittedBytes = 0;
  /** What the next calls answer, when set. */
  admission: Admission | undefined;
  outcome: IngestOutcome | (() => Promise<IngestOutcome>) | undefined;
  growsTo = Infinity;

  admit(bytes: number): Admission {
    if (this.admission !== undefined) return this.admission;
    let held = bytes;
    let isReleased = false;
    this.openAdmissions++;
    this.admittedBytes += bytes;
    return {
      admitted: true,
      grow: (more) => {
        if (held + more > this.growsTo) return false;
        held += more;
        this.admittedBytes += more;
        return true;
      },
      release: () => {
        if (isReleased) return;
        isReleased = true;
        this.openAdmissions--;
        this.admittedBytes -= held;
      },
    };
  }

  accept(request: IngestRequest): Promise<IngestOutcome> {
    this.requests.push(request);
    if (typeof this.outcome === "function") return this.outcome();
    return Promise.resolve(this.outcome ?? this.#decode(request));
  }

  #decode({ body, decode }: IngestRequest): IngestOutcome {
    const mark = this.block.mark();
    const decoded = decode(body, this.block);
    if (this.keepsSpans) decode(body, new SpanRecorder((span) => this.spans.push(span)));
    if (decoded.status === "decoded") return { ...decoded, status: "stored" };
    this.block.rollback(mark);
    return decoded;
  }
}
