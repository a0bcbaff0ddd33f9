import { deliver, type Intake, type PartitionReader, RecordingSink } from '@daybook/intake'
import { type Broker, topic } from './broker.ts'
import type { Life } from './life.ts'
import { limits } from './limits.ts'
import type { World } from './world.ts'

/** Reads the partitions that this life is given, by the delivery and the sink of the product, until they are given to another. */
export const consume = (
  world: World,
  broker: Broker,
  { life, intake }: { readonly life: Life; readonly intake: Intake },
): void => {
  const { time, random, tally } = world
  const sink = new RecordingSink({ store: intake.store, recorder: intake.recorder, clock: intake.clock })
  const timer = (milliseconds: number) => ({
    elapsed: new Promise<void>((wake) => time.after(milliseconds, { label: 'timer', owner: life, run: wake })),
    [Symbol.dispose]: () => undefined,
  })
  const onFailure = (): void => tally.count('delivery tried again')
  const parts = { sink, limits, timer, random: () => random.below(1_000) / 1_000, onFailure }

  const read = async (partition: number): Promise<void> => {
    const at = { topic, partition }
    let next = await begun(sink, at)
    const reader: PartitionReader = {
      isAlive: async () => broker.isOwner(life, partition),
      seek: (offset) => {
        tally.count('sought back')
        next = offset
      },
      resolve: (offset) => {
        next = offset + 1n
      },
      putAside: (_records, aside) => {
        tally.count('records put aside', aside.length)
        return true
      },
    }
    while (broker.isOwner(life, partition)) {
      await deliver({ ...at, ...(await broker.fetch(life, partition, next)) }, reader, parts)
    }
  }
  // What fails beyond the delivery ends with the life it happened in, and another reads on.
  broker.join(life, (partition) => void read(partition).catch(() => life.kill()))
}

const begun = async (sink: RecordingSink, at: { readonly topic: string; readonly partition: number }): Promise<bigint> =>
  (await sink.next(at)) ?? sink.begin(at, 0n)
