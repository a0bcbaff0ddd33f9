/** Bytes of a block. */
const blockBytes = 65_536

/** Bytes that a row may still need when a block is nearly full; longer byte strings get a block of their own size. */
const roomBytes = 1_024

const signature = Buffer.from('PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')

/** Rows in the binary format of COPY, in blocks. The blocks are handed over, and not written to again. */
export class BinaryRows {
  readonly #full: Uint8Array[] = []
  #block = Buffer.allocUnsafe(blockBytes)
  #length = 0
  readonly #columns: number

  constructor(columns: number) {
    this.#columns = columns
    this.#length = signature.copy(this.#block)
  }

  row(): void {
    if (this.#length + roomBytes > this.#block.length) this.#next(blockBytes)
    this.#length = this.#block.writeInt16BE(this.#columns, this.#length)
  }

  int2(value: number): void {
    this.#length = this.#block.writeInt16BE(value, this.#block.writeInt32BE(2, this.#length))
  }

  int4(value: number): void {
    this.#length = this.#block.writeInt32BE(value, this.#block.writeInt32BE(4, this.#length))
  }

  int8(value: bigint): void {
    this.#length = this.#block.writeBigInt64BE(value, this.#block.writeInt32BE(8, this.#length))
  }

  absent(): void {
    this.#length = this.#block.writeInt32BE(-1, this.#length)
  }

  bytes(value: Uint8Array): void {
    if (this.#length + value.length + 4 > this.#block.length) this.#next(Math.max(blockBytes, value.length + roomBytes))
    this.#length = this.#block.writeInt32BE(value.length, this.#length)
    this.#block.set(value, this.#length)
    this.#length += value.length
  }

  /** All that was written, with its end. */
  ended(): readonly Uint8Array[] {
    if (this.#length + 2 > this.#block.length) this.#next(blockBytes)
    this.#length = this.#block.writeInt16BE(-1, this.#length)
    this.#full.push(this.#block.subarray(0, this.#length))
    return this.#full
  }

  #next(size: number): void {
    this.#full.push(this.#block.subarray(0, this.#length))
    this.#block = Buffer.allocUnsafe(size)
    this.#length = 0
  }
}
