import type { AddressInfo } from 'node:net'
import { serve } from '../../api/serve.ts'
import { fakes } from './fakes.ts'

/** The API over ports in memory, in a process of its own whose memory can be measured. Tells its port, then its most memory whenever asked. */
const server = await serve(fakes().app, '127.0.0.1', 0)
let most = 0
setInterval(() => { most = Math.max(most, process.memoryUsage().rss) }, 5)
process.on('message', (asked) => {
  if (asked === 'begin') {
    globalThis.gc?.()
    most = 0
    process.send?.({ rss: process.memoryUsage().rss })
  } else process.send?.({ rss: Math.max(most, process.memoryUsage().rss) })
})
process.send?.({ port: (server.address() as AddressInfo).port })
