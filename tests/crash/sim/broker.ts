import type { FeedRecord, Fetched } from '@daybook/intake'
import type { Fact } from './facts.ts'
import type { Life } from './life.ts'
import type { World } from './world.ts'

export const topic = 'orders'
const partitions = [0, 1] as const

/** What a member of the group does with a partition that it was given. */
type Consume = (partition: number) => void
type Member = { readonly life: Life; readonly consume: Consume }

/** How long a member may keep silent before its partitions are given to others. */
const silenceMs = 6_000

/**
 * A topic, and who reads which of its partitions: a double of a broker, as far as it decides who reads. It gives partitions away at
 * random moments, also those of members that still read, and it never forgets a record.
 */
export class Broker {
  readonly #world: World
  readonly #records: FeedRecord[][] = partitions.map(() => [])
  readonly #ends: bigint[] = partitions.map(() => 0n)
  readonly #owners = new Map<number, Member>()
  readonly #waiting: (() => void)[] = []
  readonly #poison: { readonly partition: number; readonly offset: bigint }[] = []
  readonly #facts: Fact['wire'][] = []
  #members: readonly Member[] = []

  constructor(world: World) {
    this.#world = world
  }

  /** Offsets of records that are no events. */
  get poison(): readonly { readonly partition: number; readonly offset: bigint }[] {
    return this.#poison
  }

  /** All that was written as events. */
  get facts(): readonly Fact['wire'][] {
    return this.#facts
  }

  /** The last offset of each partition that holds a record. */
  get last(): readonly { readonly partition: number; readonly offset: bigint }[] {
    return this.#records.flatMap((records, partition) => records.slice(-1).map(({ offset }) => ({ partition, offset })))
  }

  /** A producer writes a fact, now and then twice, or something that is none. Markers of transactions leave holes between offsets. */
  produce({ wire }: Fact): void {
    const { random, rates, tally } = this.#world
    this.#facts.push(wire)
    const account = String(wire.data.accountId ?? wire.id)
    const partition = [...account].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % partitions.length
    const value = Buffer.from(JSON.stringify(wire))
    if (random.chance(3)) {
      this.#poison.push({ partition, offset: this.#ends[partition]! })
      this.#write(partition, Buffer.from(`${wire.id} {`))
    }
    this.#write(partition, value)
    if (random.chance(rates().duplicate / 2)) {
      tally.count('records written twice')
      this.#write(partition, value)
    }
    if (random.chance(10)) this.#ends[partition] = this.#ends[partition]! + 1n
    this.lookAgain()
  }

  /** Has all who wait for records look again where they stand. */
  lookAgain(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  /** Joins the group: all partitions are given away anew. */
  join(life: Life, consume: Consume): void {
    life.onEnd.push(() => {
      this.#members = this.#members.filter((member) => member.life !== life)
      this.#world.time.after(silenceMs, { label: 'silent too long', run: () => this.rebalance() })
    })
    this.#enter({ life, consume })
  }

  /** Gives the partitions away at random; one that went to a silent member comes to another when that was silent for too long. */
  rebalance(): void {
    const { random, time, tally } = this.#world
    const up = this.#members.filter(({ life }) => !life.isEnded)
    if (up.length === 0) return
    tally.count('rebalances')
    for (const partition of partitions) {
      const member = random.chance(70) ? up.at(-1)! : random.pick(up)
      const former = this.#owners.get(partition)
      this.#owners.set(partition, member)
      if (member !== former)
        time.after(random.below(50), { label: 'assigned', owner: member.life, run: () => member.consume(partition) })
      if (!member.life.isUp) time.after(silenceMs, { label: 'silent too long', run: () => this.#evict(member) })
    }
  }

  /** Whether a partition is still this one's, as far as the broker knows. */
  isOwner(life: Life, partition: number): boolean {
    return this.#owners.get(partition)?.life === life && !life.isEnded
  }

  /**
   * Records from an offset on; where there are none it waits, until somebody says that it should look again. Holes at the end are
   * passed over without a word, as clients do.
   */
  async fetch(life: Life, partition: number, asked: bigint): Promise<Omit<Fetched, 'topic' | 'partition'>> {
    const { time, random } = this.#world
    const all = this.#records[partition]!
    const isThere = (): boolean => (all.at(-1)?.offset ?? -1n) >= asked
    const answer = (delayMs: number): Promise<void> =>
      new Promise((wake) => time.after(delayMs, { label: 'fetched', owner: life, run: wake }))
    const fetchedOffset = isThere() || asked > this.#ends[partition]! ? asked : this.#ends[partition]!
    if (!isThere()) await new Promise<void>((wake) => this.#waiting.push(wake)).then(() => answer(0))
    await answer(random.below(5))
    const records = all.filter(({ offset }) => offset >= fetchedOffset).slice(0, random.between(1, 12))
    return { fetchedOffset, records, lastOffset: records.at(-1)?.offset ?? fetchedOffset - 1n }
  }

  #evict(member: Member): void {
    if (member.life.isUp || !this.#members.includes(member)) return
    this.#members = this.#members.filter((one) => one !== member)
    // Its next sign of life is answered that it is no member any more, and it joins again, as clients do.
    this.#world.time.after(0, { label: 'joins again', owner: member.life, run: () => this.#enter(member) })
    this.rebalance()
  }

  #enter(member: Member): void {
    this.#members = [...this.#members, member]
    this.rebalance()
  }

  #write(partition: number, value: Buffer): void {
    const offset = this.#ends[partition]!
    const headers = { 'content-type': ['application/cloudevents+json'] }
    this.#records[partition]!.push({ offset, timestamp: String(this.#world.time.now), key: null, value, headers })
    this.#ends[partition] = offset + 1n
  }
}
