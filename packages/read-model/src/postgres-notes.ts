import { type Connection, changedBy } from '@daybook/postgres'
import type { EntryRow } from '@daybook/projections'
import type { PostedNames } from './postgres-names.ts'
import type { PostBatch } from './read-model.ts'

/** Stores what a batch has besides its rows: documents, events of partitions, working state and gaps. */
export const postNotes = async (
  client: Connection,
  batch: PostBatch,
  { schema, names }: { readonly schema: string; readonly names: PostedNames },
): Promise<void> => {
  const insert = async (what: string, columns: readonly (readonly unknown[])[], more = ''): Promise<void> => {
    if (columns[0]?.length === 0) return
    const values = columns.map((_, index) => `$${index + 1}::${typesOf[what]?.[index]}[]`).join(', ')
    const changed = more === '' ? '' : `, $${columns.length + 1}::int8`
    await changedBy(client, {
      name: `keep ${what.split(' ')[0]} ${schema}`,
      text: `INSERT INTO ${schema}.${what} SELECT *${changed} FROM unnest(${values}) ${more}`,
      values: more === '' ? columns : [...columns, batch.to],
    })
  }
  const number = (row: { readonly partition: string }): number => names.partition(row.partition)
  const { documents, incomplete } = batch
  await insert('document (kind, id, position, body)', columnsOf(documents, ['kind', 'id', 'position', 'body']))
  const events = eventsOf(batch)
  await insert('event_of (partition, position, own)', [events.map(number), ...columnsOf(events, ['position', 'own'])])
  const partitions = lastOf(batch.partitions, ({ partition }) => partition)
  const heads = [partitions.map(number), ...columnsOf(partitions, ['partition', 'head', 'position'])]
  await insert(
    'partition (partition, name, head, position, changed)',
    heads,
    upsert('partition', ['head', 'position', 'changed']),
  )
  const facts = lastOf(batch.facts, ({ partition, id }) => `${partition}\n${id}`)
  const fact = [facts.map(number), ...columnsOf(facts, ['day', 'id', 'body'])]
  await insert('fact (partition, day, id, body, changed)', fact, upsert('id, partition', ['day', 'body', 'changed']))
  const touches = lastOf(batch.touches, ({ kind, key, partition }) => `${kind}\n${key}\n${partition}`)
  const touch = [touches.map(number), ...columnsOf(touches, ['kind', 'key'])]
  await insert('touch (partition, kind, key, changed)', touch, 'ON CONFLICT DO NOTHING')
  const gaps = [incomplete.map(number), ...columnsOf(incomplete, ['position', 'day', 'kpi', 'problem'])]
  await insert('incomplete (partition, position, day, kpi, problem)', gaps)
}

const typesOf: Readonly<Record<string, readonly string[]>> = {
  'document (kind, id, position, body)': ['text', 'text', 'int8', 'text'],
  'event_of (partition, position, own)': ['int4', 'int8', 'boolean'],
  'partition (partition, name, head, position, changed)': ['int4', 'text', 'text', 'int8'],
  'fact (partition, day, id, body, changed)': ['int4', 'int4', 'text', 'text'],
  'touch (partition, kind, key, changed)': ['int4', 'text', 'text'],
  'incomplete (partition, position, day, kpi, problem)': ['int4', 'int8', 'int4', 'text', 'text'],
}

const columnsOf = <Row>(rows: readonly Row[], columns: readonly (keyof Row)[]): readonly (readonly unknown[])[] =>
  columns.map((column) => rows.map((row) => row[column]))

const upsert = (key: string, columns: readonly string[]): string =>
  `ON CONFLICT (${key}) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`

/** One statement may not change a row twice: of several the last one counts. */
const lastOf = <Row>(rows: readonly Row[], key: (row: Row) => string): readonly Row[] => [
  ...new Map(rows.map((row) => [key(row), row])).values(),
]

type EventOf = { readonly partition: string; readonly position: bigint; readonly own: boolean }

/** The events that concern partitions, and the positions at which their cells were moved by an event of another. */
const eventsOf = ({ events, rows }: PostBatch): readonly EventOf[] => {
  const found = new Map<string, EventOf>()
  for (const { partition, position } of events) found.set(`${position} ${partition}`, { partition, position, own: true })
  let last: EntryRow | null = null
  for (const row of rows) {
    // Most rows of an event are of its own partition, one after another.
    const isSame = row.position === last?.position && row.partition === last.partition
    last = row
    if (isSame) continue
    const { partition, position } = row
    const key = `${position} ${partition}`
    if (!found.has(key)) found.set(key, { partition, position, own: false })
  }
  return [...found.values()]
}
