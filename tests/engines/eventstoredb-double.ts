import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js'
import { Metadata, Server, ServerCredentials, type ServerReadableStream, type sendUnaryData } from '@grpc/grpc-js'
import { type Ending, type Faults, notLeader, statuses } from './eventstoredb-double-faults.ts'
import { DoubleLog, type Expected, type Sent } from './eventstoredb-double-log.ts'
import { type ReadCall, sendPage, sendSubscription } from './eventstoredb-double-reads.ts'
import { features, GossipService, gossip, ServerFeaturesService, StreamsService, shared, streams } from './eventstoredb-stubs.ts'

/** What a double may be besides a server alone and open to all. */
export type DoubleOptions = {
  /** The log that the nodes of a cluster share. */
  readonly log?: DoubleLog
  /** Certificate and key in PEM, and who may do anything: passwords by user. */
  readonly secured?: { readonly certificate: string; readonly key: string; readonly users: Readonly<Record<string, string>> }
  /** The nodes of the cluster, this one included, and the port of the one that leads; null while none does. */
  readonly cluster?: { readonly nodes: () => readonly EventStoreDbDouble[]; readonly leader: () => number | null }
}

/**
 * A stand-in for EventStoreDB that speaks its protocol: a real log behind `append` and `read`, and faults on demand.
 * It shows how we react, not what the server does, and is called `eventstoredb-double` wherever it is named.
 */
export class EventStoreDbDouble implements AsyncDisposable {
  readonly log: DoubleLog
  readonly faults: Faults = { append: [], read: [], subscribe: [] }
  /** How many calls of each kind came. */
  readonly calls = { append: 0, batchAppend: 0, read: 0, subscribe: 0, gossip: 0 }
  /** While it is, every call hangs: a process that was stopped. */
  frozen = false
  readonly #options: DoubleOptions
  #server = new Server()
  #down = new AbortController()
  #port = 0

  constructor(options: DoubleOptions = {}) {
    this.#options = options
    this.log = options.log ?? new DoubleLog()
  }

  get isUp(): boolean {
    return this.#port > 0 && !this.#down.signal.aborted
  }

  get port(): number {
    return this.#port
  }

  get url(): string {
    return `esdb://127.0.0.1:${this.#port}?tls=false`
  }

  /** Listens, on the port it had before if it had one. */
  async start(): Promise<this> {
    this.#server = new Server()
    this.#down = new AbortController()
    this.#server.addService(ServerFeaturesService, {
      getSupportedMethods: (_: unknown, reply: sendUnaryData<unknown>) => reply(null, supported()),
    })
    this.#server.addService(StreamsService, {
      append: (call: AppendCall, reply: sendUnaryData<AppendResp>) => void this.#append(call, reply),
      read: (call: ReadCall) => void this.#read(call),
      // Offered, as a server does, and never answered: our code must not take this way.
      batchAppend: () => void this.calls.batchAppend++,
    })
    this.#server.addService(GossipService, {
      read: (_: unknown, reply: sendUnaryData<unknown>) => reply(null, this.#gossip()),
    })
    this.#port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync(`127.0.0.1:${this.#port}`, credentialsOf(this.#options), (error, port) =>
        error === null ? resolve(port) : reject(error),
      )
    })
    return this
  }

  /** Cuts every connection and is gone, as by SIGKILL; the log is kept. */
  stop(): void {
    this.#down.abort()
    this.#server.forceShutdown()
  }

  /** `stop`, then `start`. */
  async restart(): Promise<void> {
    this.stop()
    await this.start()
  }

  async [Symbol.asyncDispose]() {
    this.stop()
  }

  async #append(call: AppendCall, reply: sendUnaryData<AppendResp>): Promise<void> {
    this.calls.append++
    const messages = await messagesOf(call)
    if (this.frozen || messages === null) return
    const refusal = this.#refusal(call.metadata)
    if (refusal !== null) return reply(errorOf(refusal))
    const fault = this.faults.append.shift()
    const commit = () => appendTo(this.log, messages)
    if (fault === undefined) return reply(null, commit())
    if (fault.kind === 'late') {
      const answer = commit()
      await fault.released
      return reply(null, answer)
    }
    if (fault.kind === 'forget') {
      const [head] = messages
      return reply(null, appendTo(this.log, [head!])) // Without events there is nothing to know again
    }
    if (fault.committed) commit()
    if (fault.kind === 'end') reply(errorOf(fault.ending))
    if (fault.kind === 'cut') await this.restart()
  }

  async #read(call: ReadCall): Promise<void> {
    const kind = call.request.getOptions()?.hasSubscription() ? 'subscribe' : 'read'
    this.calls[kind]++
    if (this.frozen) return
    const refusal = this.#refusal(call.metadata)
    if (refusal !== null) return void call.emit('error', errorOf(refusal))
    const fault = this.faults[kind].shift()
    const left = new AbortController()
    call.on('cancelled', () => left.abort())
    call.on('error', () => left.abort())
    const read = { log: this.log, call, fault, left: AbortSignal.any([left.signal, this.#down.signal]) }
    await (kind === 'subscribe' ? sendSubscription(read) : sendPage(read))
    if (fault?.kind === 'hang') return
    if (fault?.kind === 'end') call.emit('error', errorOf(fault.ending))
    else call.end()
  }

  /** Why a call is not served here, or null. */
  #refusal(metadata: Metadata): Ending | null {
    const { secured, cluster } = this.#options
    if (secured !== undefined && !isKnown(secured.users, metadata.get('authorization')[0]))
      return { code: statuses.unauthenticated }
    const leader = cluster?.leader() ?? null
    if (cluster === undefined || leader === this.#port || metadata.get('requires-leader')[0] !== 'true') return null
    return leader === null ? { code: statuses.unavailable } : notLeader(leader)
  }

  #gossip() {
    this.calls.gossip++
    const { nodes = () => [this], leader = () => this.#port } = this.#options.cluster ?? {}
    const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState
    const members = nodes().map((node, index) =>
      new gossip.MemberInfo()
        .setInstanceId(new shared.UUID().setString(`00000000-0000-4000-8000-00000000000${index}`))
        .setTimeStamp('0')
        .setState(node.port === leader() ? LEADER : FOLLOWER)
        .setIsAlive(node.isUp)
        .setHttpEndPoint(new gossip.EndPoint().setAddress('127.0.0.1').setPort(node.port)),
    )
    return new gossip.ClusterInfo().setMembersList(members)
  }
}

const credentialsOf = ({ secured }: DoubleOptions): ServerCredentials =>
  secured === undefined
    ? ServerCredentials.createInsecure()
    : ServerCredentials.createSsl(null, [{ cert_chain: Buffer.from(secured.certificate), private_key: Buffer.from(secured.key) }])

const isKnown = (users: Readonly<Record<string, string>>, authorization: unknown): boolean =>
  Object.entries(users).some(
    ([user, password]) => authorization === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
  )

/** What was sent, or null when the sender has left before its end. */
const messagesOf = async (call: AppendCall): Promise<readonly AppendReq[] | null> => {
  const messages: AppendReq[] = []
  try {
    for await (const message of call) messages.push(message)
    return messages
  } catch {
    return null
  }
}

type AppendCall = ServerReadableStream<AppendReq, AppendResp>

const errorOf = ({ code, trailers = {} }: Ending) => {
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value)
  return Object.assign(new Error('as the script has it'), { code, details: 'as the script has it', metadata })
}

const supported = () => {
  const methods = new features.SupportedMethods().setEventStoreServerVersion('24.10.0-double')
  for (const name of ['append', 'read', 'batchappend'])
    methods.addMethods(new features.SupportedMethod().setServiceName('event_store.client.streams.streams').setMethodName(name))
  return methods
}

const appendTo = (log: DoubleLog, [head, ...rest]: readonly AppendReq[]): AppendResp => {
  const options = head!.getOptions()!
  const expected = expectedOf(options)
  const stream = Buffer.from(options.getStreamIdentifier()!.getStreamName_asU8()).toString()
  const { revision, wrong } = log.append(stream, expected, rest.map(sentOf))
  if (!wrong)
    return new streams.AppendResp().setSuccess(
      new streams.AppendResp.Success().setCurrentRevision(String(revision)).setNoPosition(new shared.Empty()),
    )
  const answer = new streams.AppendResp.WrongExpectedVersion()
  if (typeof expected === 'bigint') answer.setExpectedRevision(String(expected))
  else answer.setExpectedNoStream(new shared.Empty())
  if (revision < 0n) answer.setCurrentNoStream(new shared.Empty())
  else answer.setCurrentRevision(String(revision))
  return new streams.AppendResp().setWrongExpectedVersion(answer)
}

const expectedOf = (options: AppendReq.Options): Expected => {
  if (options.hasNoStream()) return 'no-stream'
  if (options.hasStreamExists()) return 'stream-exists'
  return options.hasAny() ? 'any' : BigInt(options.getRevision())
}

const sentOf = (message: AppendReq): Sent => {
  const proposed = message.getProposedMessage()!
  const named = proposed.getMetadataMap()
  return {
    id: proposed.getId()!.getString(),
    type: named.get('type') ?? '',
    contentType: named.get('content-type') ?? '',
    data: proposed.getData_asU8(),
    metadata: proposed.getCustomMetadata_asU8(),
  }
}
