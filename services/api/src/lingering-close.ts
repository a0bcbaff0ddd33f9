import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'

const lingerMs = 2_000

/**
 * Closes the connection behind an answer that overtakes the body of its request: what is left of that would stand before the next
 * request, which nobody would read.
 */
export const closeUnread = ({ raw }: FastifyRequest, reply: FastifyReply): void => {
  if (raw.complete || !(raw.socket instanceof Socket)) return
  reply.header('connection', 'close')
  lingerAfter(raw, raw.socket)
}

/**
 * Lets a sender that is still sending read an answer that closes the connection: what comes after it is read and thrown away, for
 * two seconds at most. Closing over bytes that nobody has read resets the connection, and the answer may go with it.
 */
const lingerAfter = (request: IncomingMessage, socket: Socket): void => {
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
