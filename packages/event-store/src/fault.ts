/**
 * What went wrong with the store itself, so that the caller can only wait, give up or stop.
 *
 * - `disk-full`: nothing of the batch was stored; reads go on, and appends work again once there is room.
 * - `busy`: another connection holds the file; try again.
 * - `storage-failed`: the disk gave an error, or another process wrote the file. Writing has ended; close and open again.
 * - `damaged`: stored bytes are not what was written. Writing has ended; reads of other events go on.
 * - `read-only`, `closed`: the store was opened so, or has been closed.
 * - `folder-in-use`: another process holds the data folder.
 * - `not-openable`: the file is not a log, or is one that this release must not touch; the connection string is not one we use.
 * - `outcome-unknown`: the server may have stored the events or not. Send the same again.
 * - `unavailable`: the server does not answer. Nothing was changed; try again.
 * - `refused`: the server does not do what was asked, and never will: credentials, sizes.
 * - `gap`: a stream lacks a revision, or the log goes back. Nothing that follows can be trusted.
 * - `truncated`: the server was told to forget events, or has deleted a stream.
 * - `identity-behind-log`: the register lacks identities of events in the log. Nothing was recorded; it works again once they are indexed.
 * - `log-behind-register`: the log lacks events that have positions in the register. Nothing is recorded on top of it.
 * - `other-book`: the register is that of another book.
 */
export type FaultCode =
  | 'disk-full'
  | 'busy'
  | 'storage-failed'
  | 'damaged'
  | 'read-only'
  | 'closed'
  | 'folder-in-use'
  | 'not-openable'
  | 'outcome-unknown'
  | 'unavailable'
  | 'refused'
  | 'gap'
  | 'truncated'
  | 'identity-behind-log'
  | 'log-behind-register'
  | 'other-book'

/** A fault of the event store; see `FaultCode`. */
export class EventStoreFault extends Error {
  override readonly name = 'EventStoreFault'
  readonly code: FaultCode

  constructor(code: FaultCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
