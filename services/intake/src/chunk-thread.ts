import { parentPort } from 'node:worker_threads'
import { Credits, chunksAhead, type FromThread, Inbox, type ReadFile, type ToThread } from './chunk-messages.ts'
import { chunksOf } from './chunks.ts'
import { pack } from './packed-chunk.ts'
import { IntakeFailure } from './problems.ts'

// The entry of the thread that reads files: decoding, validating and hashing beside the thread that writes.

const readFile = async ({ port, plan }: ReadFile): Promise<void> => {
  const blocks = new Inbox<Uint8Array>()
  const credits = new Credits(chunksAhead)
  const tell = (message: FromThread): void => port.postMessage(message)
  port.on('message', (message: ToThread) => {
    if (message.is === 'more') credits.give()
    else if (message.is === 'end') blocks.end()
    else blocks.push(message.bytes)
  })
  // Closed on the other side: nobody wants the rest.
  port.on('close', () => {
    blocks.end()
    credits.give()
  })
  try {
    for await (const chunk of chunksOf(
      told(blocks, () => tell({ is: 'more' })),
      plan,
    )) {
      await credits.take()
      tell({ is: 'chunk', chunk: pack(chunk) })
    }
    tell({ is: 'done' })
  } catch (error) {
    tell(error instanceof IntakeFailure ? { is: 'refused', problem: error.problem } : { is: 'broken', error: String(error) })
  }
}

/** Tells of each block once it has been read. */
async function* told(blocks: AsyncIterable<Uint8Array>, tell: () => void): AsyncGenerator<Uint8Array> {
  for await (const block of blocks) {
    yield block
    tell()
  }
}

parentPort?.on('message', (file: ReadFile) => void readFile(file))
