import { z } from 'zod'
import { type Setting, wholeNumber } from './setting.ts'

const listOf = (item: RegExp, message: string) =>
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(z.string().regex(item, message)).min(1, message))
    .nullable()

/** The feed of orders from Kafka: on when brokers are named. */
export const kafkaSettings = {
  kafkaBrokers: {
    name: 'DAYBOOK_KAFKA_BROKERS',
    fallback: null,
    meaning: 'Kafka brokers to take orders from: host:port, several with commas.',
    reason: 'Orders come over HTTP and from files without it.',
    schema: listOf(/^[^\s:,]+:\d{1,5}$/, 'must be a list of host:port'),
  },
  kafkaTopics: {
    name: 'DAYBOOK_KAFKA_TOPICS',
    fallback: null,
    meaning: 'Kafka topics to take orders from: CloudEvents, structured or binary; several with commas.',
    reason: 'Only whoever fills them knows their names.',
    schema: listOf(/^[A-Za-z0-9._-]{1,249}$/, 'must be a list of topic names'),
  },
  kafkaGroup: {
    name: 'DAYBOOK_KAFKA_GROUP',
    fallback: 'daybook',
    meaning: 'The consumer group. What was read is kept in the book, not with the group.',
    reason: 'One book, one group; a second book on the same brokers needs another.',
    schema: z.string().regex(/^[\w.-]{1,249}$/, 'must be a name of letters, digits, dots, dashes and underscores'),
  },
  kafkaMembers: {
    name: 'DAYBOOK_KAFKA_MEMBERS',
    fallback: '1',
    meaning: 'How many members of the group this process is.',
    reason: 'One reads all partitions; more help where the brokers are far away.',
    schema: wholeNumber(1, 8),
  },
  kafkaSessionMs: {
    name: 'DAYBOOK_KAFKA_SESSION_MS',
    fallback: '10000',
    meaning: 'Milliseconds after which the brokers take a member that fell silent for dead, and give its partitions to others.',
    reason: 'Longer than a busy machine pauses; partitions wait so long after a process was killed or the brokers were away.',
    schema: wholeNumber(6_000, 300_000),
  },
  kafkaStart: {
    name: 'DAYBOOK_KAFKA_START',
    fallback: 'earliest',
    meaning: 'Where a partition begins that was never read: earliest or latest.',
    reason: 'Nothing that was sent is left out.',
    schema: z.enum(['earliest', 'latest'], 'must be earliest or latest'),
  },
  kafkaDeadLetters: {
    name: 'DAYBOOK_KAFKA_DEAD_LETTERS',
    fallback: 'off',
    meaning: 'Whether what is put aside is copied to the topic <topic>.dead-letters as well: on or off. The topic must exist.',
    reason: 'The quarantine holds it already; the copy is for other programs.',
    schema: z.enum(['on', 'off'], 'must be on or off').transform((text) => text === 'on'),
  },
  kafkaCircuit: {
    name: 'DAYBOOK_KAFKA_CIRCUIT_PERCENT',
    fallback: '5',
    meaning: 'A topic is paused when more than this share, in per cent, of its last 1,000 records had to be put aside.',
    reason: 'A sender with a broken schema is noticed before it fills the quarantine; 100 turns it off.',
    schema: wholeNumber(1, 100),
  },
} as const satisfies Record<string, Setting>
