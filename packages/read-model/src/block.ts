/** Positions of a block: day blocks and digests end where a block does, never where a batch does. */
export const blockPositions = 8_192

/** The block of a position. */
export const blockOf = (position: number): number => Math.floor(position / blockPositions)

/** The last block that is full at a position; −1 before there is one. */
export const lastFullBlock = (position: number): number => blockOf(position + 1) - 1

/** The last position of the block that holds the position. */
export const endOfBlock = (position: number): number => (blockOf(position) + 1) * blockPositions - 1
