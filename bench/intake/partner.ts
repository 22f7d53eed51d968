import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

/** A system outside of everything that is measured: what reaches it is an effect. */
export interface Partner extends AsyncDisposable {
  readonly port: number
  readonly url: string
  /** When the parcel was first told of, as `performance.now()` says it; undefined until then. */
  toldAt(parcel: string): number | undefined
  /** How often each was told of, of those told of more than once. */
  readonly repeated: () => number
}

/** Listens at `/effects`, answers at once, and notes when. */
export async function openPartner(): Promise<Partner> {
  const told = new Map<string, { readonly at: number; times: number }>()
  const server: Server = createServer((request, response) => {
    const at = performance.now()
    let text = ''
    request.on('data', (chunk: Buffer) => { text += chunk.toString('utf8') })
    request.on('end', () => {
      const parcel = String((JSON.parse(text) as { parcel?: string }).parcel)
      const known = told.get(parcel)
      if (known) known.times += 1
      else told.set(parcel, { at, times: 1 })
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"ok":true}')
    })
  })
  // Whoever calls once in a while keeps the connection.
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port, url: `http://127.0.0.1:${port}/effects`,
    toldAt: (parcel) => told.get(parcel)?.at,
    repeated: () => [...told.values()].filter(({ times }) => times > 1).length,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => { server.close(resolve) })
    },
  }
}
