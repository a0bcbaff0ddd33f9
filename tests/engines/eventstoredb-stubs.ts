import { createRequire } from 'node:module'

// The client's generated stubs are CommonJS, whose names an import does not see. Their types are right.
const load = createRequire(import.meta.url)

/** What goes over the wire to and from `Streams`. */
export const streams = load(
  '@eventstore/db-client/generated/streams_pb.js',
) as typeof import('@eventstore/db-client/generated/streams_pb.js') // Sound: its own types

/** What all services share. */
export const shared = load(
  '@eventstore/db-client/generated/shared_pb.js',
) as typeof import('@eventstore/db-client/generated/shared_pb.js') // Sound: its own types

/** What a server can do. */
export const features = load(
  '@eventstore/db-client/generated/serverfeatures_pb.js',
) as typeof import('@eventstore/db-client/generated/serverfeatures_pb.js') // Sound: its own types

/** What a node says of its cluster. */
export const gossip = load(
  '@eventstore/db-client/generated/gossip_pb.js',
) as typeof import('@eventstore/db-client/generated/gossip_pb.js') // Sound: its own types

/** The definition that a server of streams fulfils. */
export const { StreamsService } = load(
  '@eventstore/db-client/generated/streams_grpc_pb.js',
) as typeof import('@eventstore/db-client/generated/streams_grpc_pb.js') // Sound: its own types

/** The definition that tells what a server can do. */
export const { ServerFeaturesService } = load(
  '@eventstore/db-client/generated/serverfeatures_grpc_pb.js',
) as typeof import('@eventstore/db-client/generated/serverfeatures_grpc_pb.js') // Sound: its own types

/** The definition that a node of a cluster fulfils. */
export const { GossipService } = load(
  '@eventstore/db-client/generated/gossip_grpc_pb.js',
) as typeof import('@eventstore/db-client/generated/gossip_grpc_pb.js') // Sound: its own types
