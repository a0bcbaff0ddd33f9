/** Amounts below this, either way, are coded and added up as numbers; what is beyond goes through bigint. */
export const shortMax = 2 ** 48

/** The bounds of SQLite's integers. */
const longMax = 2n ** 63n

/** Numbers as bytes, seven bits each, low bits first; signed ones with their sign in the lowest bit. */
export class ByteWriter {
  #bytes: Uint8Array
  #length = 0

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity)
  }

  get length(): number {
    return this.#length
  }

  /** What was written so far, as a view that the next write may change. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  clear(): void {
    this.#length = 0
  }

  /** Byte by byte: most that is appended is shorter than what a call of `set` costs. */
  append(bytes: Uint8Array): void {
    this.#need(bytes.length)
    for (let index = 0; index < bytes.length; index += 1) this.#bytes[this.#length++] = bytes[index] ?? 0
  }

  byte(value: number): void {
    this.#need(1)
    this.#bytes[this.#length++] = value
  }

  /** A whole number from 0 to 2^53 − 1. */
  unsigned(value: number): void {
    this.#need(10)
    if (value < 128) {
      this.#bytes[this.#length++] = value
      return
    }
    let rest = value
    while (rest > 0x7fffffff) {
      this.#bytes[this.#length++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest & 127) | 128
      rest >>>= 7
    }
    this.#bytes[this.#length++] = rest
  }

  signed(value: number): void {
    this.unsigned(value < 0 ? -value * 2 - 1 : value * 2)
  }

  amount(value: bigint): void {
    const short = Number(value)
    if (short < shortMax && short > -shortMax) this.signed(short)
    else this.#long(value < 0n ? -value * 2n - 1n : value * 2n)
  }

  /** Sets a byte written before: what is only known after what follows it. */
  patch(at: number, value: number): void {
    this.#bytes[at] = value
  }

  #long(value: bigint): void {
    if (value >= 2n * longMax) throw new RangeError('an amount does not fit in 64 bits')
    this.#need(10)
    let rest = value
    while (rest > 127n) {
      this.#bytes[this.#length++] = Number(rest & 127n) | 128
      rest >>= 7n
    }
    this.#bytes[this.#length++] = Number(rest)
  }

  #need(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const wider = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    wider.set(this.#bytes)
    this.#bytes = wider
  }
}

/** Reads what a `ByteWriter` wrote. */
export class ByteReader {
  at = 0
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.at >= this.#bytes.length
  }

  byte(): number {
    if (this.at >= this.#bytes.length) throw new Error('coded numbers end too early')
    return this.#bytes[this.at++] ?? 0
  }

  unsigned(): number {
    let byte = this.byte()
    if (byte < 128) return byte
    let value = byte & 127
    for (let scale = 128; ; scale *= 128) {
      byte = this.byte()
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }

  /** Passes over as many numbers. */
  skip(count: number): void {
    for (let left = count; left > 0; left -= 1) while (this.byte() > 127) {}
  }

  signed(): number {
    const value = this.unsigned()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  /** A number when it has at most 48 bits, so that a few of them add up exactly without bigint. */
  amount(): number | bigint {
    const from = this.at
    const value = this.unsigned()
    if (value < shortMax * 2) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    this.at = from
    const long = this.#long()
    return long % 2n === 0n ? long / 2n : -(long + 1n) / 2n
  }

  #long(): bigint {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte()
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
    }
  }
}
