import { KafkaContainer } from '@testcontainers/kafka'
import type { RunningKafka } from './kafka.ts'

/** Confluent's numbers are not Kafka's: 7.9 is Kafka 3.9. */
const image = { name: 'confluentinc/cp-kafka:7.9.0', kafka: '3.9.0' } as const
const clientPort = 9093

/** Kafka in a container. It gets another port when it starts again, so nothing may end it under its clients. */
export const containerKafka = async (): Promise<RunningKafka> => {
  const container = await new KafkaContainer(image.name).withKraft().start()
  return {
    kind: 'real',
    brokers: [`${container.getHost()}:${container.getMappedPort(clientPort)}`],
    version: image.kafka,
    why: `a container of ${image.name}, since a Docker engine answers`,
    control: null,
    stop: async () => void (await container.stop()),
  }
}
