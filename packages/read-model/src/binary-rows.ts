/** Bytes of a block: the first ones are small, since most batches of a book at its head are, and larger ones follow. */
const blockBytes = { first: 16_384, most: 524_288 } as const

/** Bytes that a row may need besides its byte strings. */
const roomBytes = 1_024

const header = Buffer.from('PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const trailer = Buffer.of(0xff, 0xff)

const int8Max = 2n ** 63n - 1n
const int8Min = -(2n ** 63n)

/** Codes rows, one after another, as the binary format of COPY has them. What was given is not written to again. */
export class BinaryRows {
  #block = Buffer.allocUnsafe(blockBytes.first)
  #view = viewOf(this.#block)
  #length = 0
  #rowAt = 0

  begin(columns: number): void {
    this.#rowAt = this.#length
    this.#makeRoom(roomBytes)
    this.#view.setInt16(this.#length, columns)
    this.#length += 2
  }

  /** The row as it was written since it began. */
  end(): Uint8Array {
    return this.#block.subarray(this.#rowAt, this.#length)
  }

  int2(value: number): void {
    this.#view.setInt32(this.#length, 2)
    this.#view.setInt16(this.#length + 4, value)
    this.#length += 6
  }

  int4(value: number): void {
    this.#view.setInt32(this.#length, 4)
    this.#view.setInt32(this.#length + 4, value)
    this.#length += 8
  }

  int8(value: bigint): void {
    if (value > int8Max || value < int8Min) throw new RangeError(`${value} does not fit into 64 bits`)
    this.#view.setInt32(this.#length, 8)
    this.#view.setBigInt64(this.#length + 4, value)
    this.#length += 12
  }

  absent(): void {
    this.#view.setInt32(this.#length, -1)
    this.#length += 4
  }

  bytes(value: Uint8Array): void {
    this.#makeRoom(value.length + roomBytes)
    this.#view.setInt32(this.#length, value.length)
    this.#block.set(value, this.#length + 4)
    this.#length += value.length + 4
  }

  /** Takes the row that has begun into another block where this one has no room for so many bytes more. */
  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#block.length) return
    const begun = this.end()
    this.#block = Buffer.allocUnsafe(Math.max(begun.length + bytes, Math.min(this.#block.length * 2, blockBytes.most)))
    this.#view = viewOf(this.#block)
    this.#block.set(begun)
    this.#rowAt = 0
    this.#length = begun.length
  }
}

/** Packs coded rows into blocks, as one COPY takes them: not written to again once they are given. */
export function* copyBlocks(rows: Iterable<Uint8Array>): Generator<Uint8Array> {
  let block = Buffer.allocUnsafe(blockBytes.first)
  let length = header.copy(block)
  for (const row of rows) {
    if (length + row.length + trailer.length > block.length) {
      yield block.subarray(0, length)
      block = Buffer.allocUnsafe(Math.max(row.length + roomBytes, Math.min(block.length * 2, blockBytes.most)))
      length = 0
    }
    block.set(row, length)
    length += row.length
  }
  length += trailer.copy(block, length)
  yield block.subarray(0, length)
}

const viewOf = ({ buffer, byteOffset, length }: Buffer): DataView => new DataView(buffer, byteOffset, length)
