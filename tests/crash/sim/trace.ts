/** What happened, as one number that two runs of a seed must share, and as lines where they are asked for. */
export class Trace {
  /** Told each line, where somebody listens. */
  onLine: ((line: string) => void) | null = null
  #high = 0x811c9dc5
  #low = 0x01000193

  add(now: number, who: string, label: string): void {
    this.#mix(who)
    this.#mix(label)
    this.#mixWord(now >>> 0)
    this.onLine?.(`${new Date(now).toISOString()} ${who.padEnd(12)} ${label}`)
  }

  /** Takes in what a history came to. */
  end(text: string): void {
    this.#mix(text)
  }

  /** Sixteen hexadecimal digits. */
  get digest(): string {
    return [this.#high, this.#low].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
  }

  #mix(text: string): void {
    for (let index = 0; index < text.length; index += 1) this.#mixWord(text.charCodeAt(index))
  }

  /** FNV-1a twice, with two primes. */
  #mixWord(word: number): void {
    this.#high = Math.imul(this.#high ^ word, 0x01000193)
    this.#low = Math.imul(this.#low ^ word, 0x85ebca6b) ^ (this.#low >>> 15)
  }
}
