import { connect, type Socket } from 'node:net'
import type { Sent } from './events.ts'

/** What was answered. */
export interface Answered {
  readonly status: number
  readonly body: string
}

/** A connection that is kept open, one request at a time. It costs its sender next to nothing, so that what is measured is the receiver. */
export interface Wire {
  /** Rejects when the connection breaks; the next request opens it anew. */
  post(sent: Sent): Promise<Answered>
  close(): void
}

const BREAK = Buffer.from('\r\n\r\n')

/** Speaks HTTP/1.1 with a server that gives each answer a length, as the product does. */
export function openWire(port: number): Wire {
  let socket: Socket | undefined
  let left = Buffer.alloc(0)
  let waiting: { resolve(answered: Answered): void; reject(error: Error): void } | undefined

  const heard = (): void => {
    const end = left.indexOf(BREAK)
    if (end < 0 || !waiting) return
    const head = left.toString('latin1', 0, end)
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
    if (left.length < end + 4 + length) return
    const answered = { status: Number(head.slice(9, 12)), body: left.toString('utf8', end + 4, end + 4 + length) }
    left = left.subarray(end + 4 + length)
    const { resolve } = waiting
    waiting = undefined
    resolve(answered)
  }

  const open = (): Socket => {
    const made = connect({ port, host: '127.0.0.1', noDelay: true })
    made.on('data', (chunk) => { left = left.length === 0 ? chunk : Buffer.concat([left, chunk]); heard() })
    const gone = (error?: Error): void => {
      if (socket === made) socket = undefined
      left = Buffer.alloc(0)
      waiting?.reject(error ?? new Error('the connection was closed'))
      waiting = undefined
    }
    made.on('error', gone)
    made.on('close', () => gone())
    return made
  }

  return {
    post: ({ vendor, body, headers }) => new Promise((resolve, reject) => {
      waiting = { resolve, reject }
      socket ??= open()
      const bytes = Buffer.from(body, 'utf8')
      const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')
      socket.cork()
      socket.write(`POST /hooks/${vendor} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: ${bytes.length}\r\n${more}\r\n`)
      socket.write(bytes)
      socket.uncork()
    }),
    close: () => { socket?.destroy() },
  }
}
