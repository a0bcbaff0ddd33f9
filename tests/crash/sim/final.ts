import type { ReadModel } from '@daybook/read-model'
import { legDifferencesAtEnd } from '../../properties/legs-compared.ts'
import type { World } from './world.ts'

/** What must hold when all is quiet again: says what does not, or null. */
export const finalProblem = async (world: World): Promise<string | null> => {
  const { disk, monitor } = world
  const readModel = await disk.generations.open(await disk.generations.active())
  return (await ledgerProblem(world, readModel)) ?? monitor.problem
}

/** The ledgers against the plain fold of the log, from zero. */
const ledgerProblem = async ({ monitor, zone }: World, readModel: ReadModel): Promise<string | null> => {
  const { position } = await readModel.checkpoint()
  const head = BigInt(monitor.events.length - 1)
  if (position !== head) return `the ledgers end at ${position}, the log at ${head}`
  const [unapplied] = await readModel.incomplete(head)
  if (unapplied !== undefined) return `${unapplied.kpi} could not apply ${unapplied.position}: ${unapplied.problem}`
  const rows = await readModel.rowsBetween(0n, head)
  const [difference] = legDifferencesAtEnd(monitor.events, { rows, settings: { zone, currency: 'USD' } })
  if (difference === undefined) return (await readModel.audit())[0] ?? null
  const { partition, leg, ledger, fold } = difference
  return `${partition}, ${leg}: ledger ${ledger}, fold ${fold}`
}
