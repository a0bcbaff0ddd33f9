import { byText } from '@daybook/domain'
import type { FactRow, PartitionName, PostBatch, TouchRow, WorkingState } from './read-model.ts'

/** Heads, facts and touches in maps. `keep` takes over what a batch says of them. */
export const inMemoryWorkingState = (): WorkingState & { keep(batch: PostBatch): void } => {
  const heads = new Map<PartitionName, string>()
  const facts = new Map<PartitionName, Map<string, FactRow>>()
  const touched = new Map<string, Set<PartitionName>>()

  const keepFact = (row: FactRow): void => {
    const ofPartition = facts.get(row.partition) ?? new Map<string, FactRow>()
    if (row.body === null) ofPartition.delete(row.id)
    else ofPartition.set(row.id, row)
    facts.set(row.partition, ofPartition)
  }

  const keepTouch = ({ kind, key, partition }: TouchRow): void => {
    const name = JSON.stringify([kind, key])
    touched.set(name, (touched.get(name) ?? new Set()).add(partition))
  }

  return {
    keep: (batch) => {
      for (const row of batch.partitions) heads.set(row.partition, row.head)
      for (const row of batch.facts) keepFact(row)
      for (const row of batch.touches) keepTouch(row)
    },
    head: (partition) => heads.get(partition) ?? null,
    fact: (partition, id) => facts.get(partition)?.get(id)?.body ?? null,
    facts: (partition, { from, until }) =>
      [...(facts.get(partition)?.values() ?? [])]
        .filter((row) => from <= row.day && row.day < until)
        .sort((a, b) => a.day - b.day || byText(a.id, b.id))
        .flatMap((row) => (row.body === null ? [] : [row.body])),
    touching: (kind, key) => [...(touched.get(JSON.stringify([kind, key])) ?? [])].sort(byText),
    partitions: (prefix) => [...heads.keys()].filter((name) => name.startsWith(prefix)).sort(byText),
  }
}
