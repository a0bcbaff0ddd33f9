import { openSqliteReadModel } from '@daybook/read-model'
import { postCut, randomBook } from '../contract/sqlite-ledgers.ts'
import { randomFrom } from '../properties/random.ts'

/** Posts a random book from wherever the file stands, and says after each batch how far it has come. */
const [file = '', seed = '1', last = '0'] = process.argv.slice(2)
const chance = randomFrom(Number(seed)).below
const book = randomBook(61, Number(last) + 1)
await using readModel = await openSqliteReadModel({ file })
await readModel.claim()
for (let through = Number((await readModel.checkpoint()).position); through < Number(last); ) {
  through = Math.min(through + 1 + chance(400), Number(last))
  await postCut(readModel, book, { last: through, size: () => 5_000 })
  process.stdout.write(`${through}\n`)
}
