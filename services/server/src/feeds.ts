import { type Feed, type Intake, openKafkaFeed } from '@daybook/intake'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { release } from './release.ts'

type FeedParts = { readonly intake: Intake; readonly clock: () => number; readonly log: Logger }

/** Of its last so many records a topic may have a share put aside. */
const circuitWindow = 1_000

/** The feeds that the configuration names. Their client libraries are loaded by the threads that read. */
export const openFeeds = async (config: Config, { intake, clock, log }: FeedParts): Promise<readonly Feed[]> => {
  const { kafkaBrokers: brokers, kafkaTopics: topics } = config
  if (brokers === null || topics === null) return []
  const options = {
    brokers,
    topics,
    group: config.kafkaGroup,
    members: config.kafkaMembers,
    sessionMs: config.kafkaSessionMs,
    start: config.kafkaStart,
    deadLetters: config.kafkaDeadLetters,
    circuitPercent: config.kafkaCircuit,
    circuitWindow,
    limits: intake.limits,
    version: release,
  }
  return [await openKafkaFeed(intake, { options, clock, log })]
}
