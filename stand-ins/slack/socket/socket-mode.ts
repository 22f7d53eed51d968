import { createHash, randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { fieldsOf, parseJson, textOf } from '../json.ts'
import type { Slack, Socket } from '../parts.ts'
import { CLOSE, createDecoder, encode, PING, PONG, TEXT } from './frames.ts'

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** Takes a WebSocket connection of an app in Socket Mode and sends it `hello`. Other upgrades are cut. */
export function acceptSocket(slack: Slack, request: IncomingMessage, stream: Duplex): void {
  const key = request.headers['sec-websocket-key']
  if (!(request.url ?? '').startsWith('/link/') || key === undefined) return void stream.destroy()
  const accept = createHash('sha1').update(key + MAGIC).digest('base64')
  stream.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`)
  const waiting = new Map<string, (payload: unknown) => void>()
  const write = (value: unknown): void => void stream.write(encode(TEXT, Buffer.from(JSON.stringify(value))))
  const socket: Socket = { ...deliveryOver(write, waiting), close: () => void stream.destroy() }
  const decode = createDecoder()
  stream.on('data', (chunk: Buffer) => {
    for (const frame of decode(chunk)) {
      if (frame.opcode === PING) stream.write(encode(PONG, frame.payload))
      else if (frame.opcode === CLOSE) stream.end(encode(CLOSE, frame.payload))
      else if (frame.opcode === TEXT) acknowledged(waiting, frame.payload.toString('utf8'))
    }
  })
  const gone = (): void => void slack.sockets.delete(socket)
  stream.on('close', gone).on('error', gone)
  slack.sockets.add(socket)
  write({ type: 'hello', num_connections: slack.sockets.size, connection_info: { app_id: slack.world.app.id },
    debug_info: { host: 'stand-in' } })
}

/** `{ envelope_id, payload? }` from the app ends the wait for that envelope. */
function acknowledged(waiting: Map<string, (payload: unknown) => void>, text: string): void {
  const message = fieldsOf(parseJson(text))
  waiting.get(textOf(message['envelope_id']))?.(message['payload'] ?? null)
}

const deliveryOver = (write: (value: unknown) => void, waiting: Map<string, (payload: unknown) => void>): Pick<Socket, 'deliver'> => ({
  deliver: (type, payload, timeoutMs) => new Promise((resolve, reject) => {
    const id = randomUUID()
    const done = (): void => {
      clearTimeout(timer)
      waiting.delete(id)
    }
    const timer = setTimeout(() => {
      done()
      reject(new Error('no acknowledgement in time'))
    }, timeoutMs)
    waiting.set(id, (answer) => {
      done()
      resolve(answer)
    })
    write({ envelope_id: id, type, payload, accepts_response_payload: type !== 'events_api',
      ...(type === 'events_api' ? { retry_attempt: 0, retry_reason: '' } : {}) })
  }),
})
