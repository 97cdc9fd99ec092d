import { DatagramBatch } from "./datagram-batch.ts";

export interface DatagramQueueOptions {
  /** Memory of one batch; the largest packet and its length must fit. */
  readonly batchBytes: number;
  /** The longest a packet waits for others to share its batch. */
  readonly ageMaxMs: number;
  /** Memory of all batches that are open, waiting or handed over. */
  readonly queueBytesMax: number;
  /** Memory that is kept for batches to come. */
  readonly poolBytesMax: number;
  /** Does with a batch what is to be done. The batch's memory is used again when it ends. Never rejects. */
  readonly hand: (batch: DatagramBatch) => Promise<void>;
}

/**
 * Between a socket and the ingest: packets are put together to batches, and one batch is handed over in a turn
 * of the event loop, so that a flood of packets cannot keep other doors waiting.
 *
 *   packet ─▶ open batch ─ full or old ─▶ waiting ─ one a turn ─▶ hand ─▶ its memory is free again
 */
export class DatagramQueue {
  readonly #options: DatagramQueueOptions;
  #open: DatagramBatch | undefined;
  #waiting: DatagramBatch[] = [];
  readonly #handed = new Set<Promise<void>>();
  readonly #free: Uint8Array[] = [];
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;

  constructor(options: DatagramQueueOptions) {
    this.#options = options;
  }

  /** Memory of batches that are open, waiting or handed over. */
  get bytes(): number {
    const batches = this.#waiting.length + this.#handed.size + (this.#open === undefined ? 0 : 1);
    return batches * this.#options.batchBytes;
  }

  /** Copies a packet from the IP address `sender`; false when there is no room for it. */
  push(packet: Uint8Array, sender: string): boolean {
    if (this.#open?.hasRoomFor(packet) === false) this.#closeBatch();
    this.#open ??= this.#openBatch();
    this.#open?.append(packet, sender);
    return this.#open !== undefined;
  }

  /** Hands everything over that is here, and ends when all of it is done with. */
  async flush(): Promise<void> {
    this.#closeBatch();
    clearImmediate(this.#turn);
    this.#turn = undefined;
    for (const batch of this.#waiting.splice(0)) this.#hand(batch);
    await Promise.all(this.#handed);
  }

  #openBatch(): DatagramBatch | undefined {
    const { batchBytes, ageMaxMs, queueBytesMax } = this.#options;
    if (this.bytes + batchBytes > queueBytesMax) return undefined;
    this.#timer = setTimeout(() => this.#closeBatch(), ageMaxMs);
    return new DatagramBatch(this.#free.pop() ?? Buffer.allocUnsafeSlow(batchBytes));
  }

  #closeBatch(): void {
    clearTimeout(this.#timer);
    if (this.#open === undefined) return;
    this.#waiting.push(this.#open);
    this.#open = undefined;
    this.#turn ??= setImmediate(() => this.#takeTurn());
  }

  #takeTurn(): void {
    this.#turn = undefined;
    const batch = this.#waiting.shift();
    if (batch !== undefined) this.#hand(batch);
    if (this.#waiting.length > 0) this.#turn = setImmediate(() => this.#takeTurn());
  }

  #hand(batch: DatagramBatch): void {
    const handed = this.#options.hand(batch).finally(() => {
      this.#handed.delete(handed);
      const { batchBytes, poolBytesMax } = this.#options;
      if ((this.#free.length + 1) * batchBytes <= poolBytesMax) this.#free.push(batch.memory);
    });
    this.#handed.add(handed);
  }
}
