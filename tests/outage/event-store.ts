import { EventStoreDbDouble } from '../engines/eventstoredb-double.ts'

/** The stand-in for EventStoreDB in a process of its own: whoever started it says when it goes, and when it comes back. */
const double = await new EventStoreDbDouble().start()

/** More than anybody sends. */
const manyAppends = 100_000

const doing: Readonly<Record<string, () => Promise<void>>> = {
  away: async () => double.stop(),
  back: async () => {
    double.faults.append.length = 0
    await double.start()
  },
  'take-nothing': async () => {
    double.faults.append.push(...Array.from({ length: manyAppends }, () => ({ kind: 'hang', committed: false }) as const))
  },
}

process.on('message', (word: string) => void doing[word]?.().then(() => process.send?.({ done: word })))
process.on('disconnect', () => process.exit(0))
process.send?.({ url: double.url })
