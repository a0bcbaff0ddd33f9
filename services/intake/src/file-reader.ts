import { MessageChannel, Worker } from 'node:worker_threads'
import { blocksAhead, Credits, type FromThread, Inbox, type ToThread } from './chunk-messages.ts'
import { type Chunk, chunksOf, type FilePlan } from './chunks.ts'
import { unpack } from './packed-chunk.ts'
import { IntakeFailure } from './problems.ts'

/**
 * Reads files into chunks: short ones here, long ones in a thread of its own, so that the one thread that writes does nothing else.
 * The thread is started by the first long file and serves all that follow.
 */
export class FileReader implements AsyncDisposable {
  #worker: Worker | null = null
  readonly #reading = new Set<Inbox<FromThread>>()

  /** Chunks in the order of the file. Blocks are asked for as they can be read, and chunks read as they are asked for. */
  async *chunks(blocks: AsyncIterable<Uint8Array>, plan: FilePlan): AsyncGenerator<Chunk> {
    const iterator = blocks[Symbol.asyncIterator]()
    const first: Uint8Array[] = []
    for (let bytes = 0; bytes < shortFileBytes[plan.format]; ) {
      const next = await iterator.next()
      if (next.done === true) return yield* chunksOf(inOrder(first), plan)
      first.push(next.value)
      bytes += next.value.length
    }
    yield* this.#chunksFromThread(inOrder(first, iterator), plan)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.terminate()
  }

  async *#chunksFromThread(blocks: AsyncIterable<Uint8Array>, plan: FilePlan): AsyncGenerator<Chunk> {
    const { port1: port, port2 } = new MessageChannel()
    const tell = (message: ToThread, moved: readonly ArrayBuffer[] = []): void => port.postMessage(message, moved)
    const messages = new Inbox<FromThread>()
    const credits = new Credits(blocksAhead)
    this.#reading.add(messages)
    port.on('message', (message: FromThread) => (message.is === 'more' ? credits.give() : messages.push(message)))
    this.#thread().postMessage({ port: port2, plan }, [port2])
    sendBlocks(blocks, { credits, tell }).catch((error: Error) => messages.end(error))
    try {
      for await (const message of messages) {
        if (message.is === 'done') return
        if (message.is === 'refused') throw new IntakeFailure(message.problem)
        if (message.is === 'broken') throw new Error(`the thread that reads files failed: ${message.error}`)
        if (message.is !== 'chunk') continue
        yield unpack(message.chunk)
        tell({ is: 'more' })
      }
    } finally {
      this.#reading.delete(messages)
      port.close()
    }
  }

  #thread(): Worker {
    if (this.#worker !== null) return this.#worker
    const worker = new Worker(new URL('./chunk-thread.ts', import.meta.url))
    worker.unref()
    const ended = (error: Error): void => {
      if (this.#worker === worker) this.#worker = null
      for (const messages of this.#reading) messages.end(error)
    }
    worker.on('error', ended)
    worker.on('exit', (code) => ended(new Error(`the thread that reads files ended with ${code}`)))
    this.#worker = worker
    return worker
  }
}

/** Below this the thread costs more than it gives; rows of which none can be read cost ten times as much as good ones. */
const shortFileBytes = { events: 256 * 1024, 'orders-csv': 32 * 1024 } as const

async function* inOrder(first: readonly Uint8Array[], rest?: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* first
  if (rest === undefined) return
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}

type Sending = { readonly credits: Credits; readonly tell: (message: ToThread, moved?: readonly ArrayBuffer[]) => void }

const sendBlocks = async (blocks: AsyncIterable<Uint8Array>, { credits, tell }: Sending): Promise<void> => {
  for await (const block of blocks) {
    await credits.take()
    // A copy that is moved: a block is often a view of a larger buffer, all of which would be cloned.
    const bytes = new Uint8Array(block)
    tell({ is: 'block', bytes }, [bytes.buffer])
  }
  tell({ is: 'end' })
}
