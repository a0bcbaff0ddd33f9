import { KurrentDbContainer } from '@testcontainers/kurrentdb'
import type { RunningEventStoreDb } from './eventstoredb.ts'

const version = '25.0.0'
const image = `kurrentplatform/kurrentdb:${version}`

/** KurrentDB in a container. */
export const containerEventStoreDb = async (): Promise<RunningEventStoreDb> => {
  const container = await new KurrentDbContainer(image).start()
  return {
    name: 'EventStoreDB',
    kind: 'real',
    url: container.getConnectionString(),
    version,
    why: `a container of ${image}, since a Docker engine answers`,
    tellTime: null,
    stop: async () => void (await container.stop()),
  }
}
