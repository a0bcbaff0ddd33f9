/** What the names of all partitions of accounts begin with. */
export const ofAccounts = 'account:'

/** Names the partition of an account. @example accountPartition('A1') // 'account:A1' */
export const accountPartition = (accountId: string): string => `${ofAccounts}${accountId}`

/** The account that a partition is of; null where it is of something else. */
export const accountOfPartition = (partition: string): string | null =>
  partition.startsWith(ofAccounts) ? partition.slice(ofAccounts.length) : null
