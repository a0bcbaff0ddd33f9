import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDistributedEventStore, openEventStoreDb, openPostgresRegister } from '@daybook/event-store'
import { createPoster, kpis, ledgers } from '@daybook/projections'
import { openPosting } from '@daybook/projector'
import { type Generations, kpiDigests, openPostgresGenerations, openSqliteGenerations } from '@daybook/read-model'

type Servers = { readonly eventStoreUrl: string; readonly postgresUrl: string }

/** What is wrong with the ledgers on the server: they are held against their own sums, and against the log posted anew to a folder. */
export const digestProblems = async ({ eventStoreUrl, postgresUrl }: Servers): Promise<readonly string[]> => {
  const connection = { url: postgresUrl }
  const log = await openEventStoreDb({ url: eventStoreUrl, bookId: 'daybook' })
  await using eventStore = openDistributedEventStore({
    log,
    register: await openPostgresRegister({ connection }),
    readOnly: true,
  })
  await using generations = await openPostgresGenerations({ connection })
  const folder = mkdtempSync(join(tmpdir(), 'daybook-clean-'))
  try {
    await using clean = await openSqliteGenerations({ folder })
    const closing = new AbortController().signal
    const makePoster = createPoster
    const posting = await openPosting({ eventStore, generations: clean, generation: 1, makePoster, closing })
    while ((await posting.step()) > 0);
    await posting.close()
    const { position } = await eventStore.head()
    const [served, anew] = [await digestsOf(generations, position), await digestsOf(clean, position)]
    const other = anew.digests.filter(({ digest }, index) => digest !== served.digests[index]?.digest)
    return [
      ...served.problems,
      ...other.map(({ kpi }) => `the digest of ${kpi} is not that of a clean run`),
      ...(served.entries === anew.entries ? [] : [`${served.entries} entries, ${anew.entries} in a clean run`]),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const digestsOf = async (generations: Generations, through: bigint) => {
  await using readModel = await generations.open(await generations.active())
  const { entries } = await readModel.checkpoint()
  const described = kpis.filter(({ ledger }) => ledgers.has(ledger))
  const digests = await kpiDigests(readModel, { kpis: described, layouts: ledgers, through })
  return { digests, entries, problems: await readModel.audit() }
}
