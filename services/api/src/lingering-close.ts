import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'

const lingerMs = 2_000

/**
 * Lets a sender that is still sending read an answer that closes the connection: what comes after it is read and thrown away, for
 * two seconds at most. Closing over bytes that nobody has read resets the connection, and the answer may go with it.
 */
export const lingerAfter = (request: IncomingMessage): void => {
  const { socket } = request
  if (!(socket instanceof Socket) || request.complete) return
  // What Node calls on a connection whose last answer is written.
  socket.destroySoon = () => {
    socket.end()
    const timer = setTimeout(() => socket.destroy(), lingerMs)
    socket.once('close', () => clearTimeout(timer))
    request.once('end', () => Socket.prototype.destroySoon.call(socket))
    request.removeAllListeners('readable') // A reader that has given up would hold the rest back.
    request.resume()
  }
}
