import { assert } from "@spanhouse/base";

const LENGTH_BYTES = 4;

/**
 * Packets one after the other in one piece of memory, each after its length:
 *
 *   u32 little-endian length of packet │ packet │ u32 … │ packet │ …
 */
export class DatagramBatch {
  readonly memory: Uint8Array;
  readonly #view: DataView;
  #bytes = 0;
  #packets = 0;
  #sender: string | undefined;

  /** Writes into `memory`, which nobody else may touch until the batch is done with. */
  constructor(memory: Uint8Array) {
    this.memory = memory;
    this.#view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
  }

  get packets(): number {
    return this.#packets;
  }

  /** IP address of the sender of all packets; undefined when there were several. */
  get sender(): string | undefined {
    return this.#sender;
  }

  /** What was appended so far. */
  get body(): Uint8Array {
    return this.memory.subarray(0, this.#bytes);
  }

  hasRoomFor(packet: Uint8Array): boolean {
    return this.#bytes + LENGTH_BYTES + packet.length <= this.memory.length;
  }

  /** Copies a packet that there is room for. */
  append(packet: Uint8Array, sender: string): void {
    assert(this.hasRoomFor(packet), "the batch has room for the packet");
    if (this.#packets === 0) this.#sender = sender;
    else if (this.#sender !== sender) this.#sender = undefined;
    this.#view.setUint32(this.#bytes, packet.length, true);
    this.memory.set(packet, this.#bytes + LENGTH_BYTES);
    this.#bytes += LENGTH_BYTES + packet.length;
    this.#packets += 1;
  }
}
