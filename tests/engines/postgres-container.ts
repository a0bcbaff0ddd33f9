import { PostgreSqlContainer } from '@testcontainers/postgresql'
import type { RunningPostgres } from './postgres.ts'
import { databasesOf, versionOf } from './postgres-databases.ts'

const image = 'postgres:17.6'

/** PostgreSQL in a container. It gets another port when it starts again, so nothing may end it under its clients. */
export const containerPostgres = async (): Promise<RunningPostgres> => {
  const container = await new PostgreSqlContainer(image).start()
  const url = container.getConnectionUri()
  return {
    kind: 'real',
    version: await versionOf(url),
    why: `a container of ${image}, since a Docker engine answers`,
    createDatabase: databasesOf(url).create,
    control: null,
    stop: async () => void (await container.stop()),
  }
}
