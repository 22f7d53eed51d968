import { createServer, connect, type AddressInfo, type Socket } from 'node:net'

/** A line to another server that can be cut: one side notices, the other waits for answers that never come, as behind a dead switch. */
export async function startProxy(target: string) {
  const [host = '', port = ''] = target.split(':')
  const near = new Set<Socket>()
  const far = new Set<Socket>()
  let cut = false

  const server = createServer((client) => {
    near.add(client)
    client.on('error', () => client.destroy()).on('close', () => near.delete(client))
    if (cut) return
    const upstream = connect(Number(port), host)
    far.add(upstream)
    upstream.on('error', () => upstream.destroy()).on('close', () => {
      far.delete(upstream)
      if (!cut) client.destroy()
    })
    client.on('data', (chunk) => { if (!cut) upstream.write(chunk) }).on('close', () => upstream.destroy())
    upstream.on('data', (chunk) => { if (!cut) client.write(chunk) })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })

  const hangUp = (sockets: ReadonlySet<Socket>): void => { for (const socket of sockets) socket.destroy() }
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut(): void {
      cut = true
      hangUp(far)
    },
    /** Whoever waited notices that the old lines are dead, and calls again. */
    heal(): void {
      cut = false
      hangUp(near)
    },
    async [Symbol.asyncDispose](): Promise<void> {
      hangUp(near)
      hangUp(far)
      await new Promise((resolve) => { server.close(resolve) })
    },
  }
}
