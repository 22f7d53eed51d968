import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { Client, Connection, WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { SECRETS } from './events.ts'

/** What the parent hands over as the one argument, in JSON. */
export interface TwinOrder {
  readonly part: 'door' | 'worker'
  readonly address: string
  readonly bundle: string
  readonly port: number
}
/** What the webhook says. */
export interface Parcel {
  readonly parcel: string
  readonly tell_at: string
}

const QUEUE = 'bench-twin-intake'

const activities = {
  async tellPartner({ parcel, tell_at }: Parcel): Promise<void> {
    const answer = await fetch(tell_at, { method: 'POST', body: JSON.stringify({ parcel }), headers: { 'Content-Type': 'application/json', 'Idempotency-Key': parcel } })
    await answer.text()
    if (!answer.ok) throw new Error(`the partner answered ${answer.status}`)
  },
}
/** The workflow imports this type and never the code. */
export type TwinActivities = typeof activities

/** Verifies the webhook, starts the workflow under the id of the parcel, answers. It keeps nothing: while the engine is away a webhook is refused. */
async function door({ address, port }: TwinOrder): Promise<void> {
  const connection = await Connection.connect({ address })
  const client = new Client({ connection })
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const expected = createHmac('sha512', SECRETS.portal).update(body).digest()
      const given = Buffer.from(String(request.headers['x-portal-signature']), 'base64')
      const answer = (status: number): void => { response.writeHead(status, { 'Content-Length': 2, 'Content-Type': 'application/json' }).end('{}') }
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return answer(401)
      const { parcel, tell_at } = JSON.parse(body.toString('utf8')) as Parcel
      client.workflow.start('twinFirstEffect', { taskQueue: QUEUE, workflowId: parcel, workflowIdReusePolicy: 'REJECT_DUPLICATE', args: [{ parcel, tell_at }] })
        .then(() => answer(200), (error: unknown) => answer(error instanceof WorkflowExecutionAlreadyStartedError ? 200 : 503))
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => { server.listen(port, '127.0.0.1', resolve) })
  process.send?.({ ready: true })
  process.on('disconnect', () => { server.closeAllConnections(); server.close(); void connection.close() })
}

async function work({ address, bundle }: TwinOrder): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR') })
  const connection = await NativeConnection.connect({ address })
  const worker = await Worker.create({ connection, namespace: 'default', taskQueue: QUEUE, workflowBundle: { codePath: bundle }, activities })
  process.send?.({ ready: true })
  process.on('disconnect', () => worker.shutdown())
  await worker.run()
  await connection.close()
}

async function main(): Promise<void> {
  const order = JSON.parse(process.argv[2] ?? '') as TwinOrder
  await (order.part === 'door' ? door(order) : work(order))
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
})
