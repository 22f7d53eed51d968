import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { control } from './ask.ts'
import { aCharge, clientOf, errorOf } from './ask-stripe.ts'

async function startProcess(folder: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'stand-ins/stripe/main.ts'], {
    env: { ...process.env, PORT: '0', STATE_FILE: join(folder, 'state.jsonl'), LOG_FILE: join(folder, 'log.jsonl') }, stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout, 'data')
  return { child, url: /http:\S+/.exec(String(line))![0] }
}

test('kill -9 loses no refund, no key and no line of the log', { timeout: 40_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stripe-'))
  const first = await startProcess(folder)
  const charge = await aCharge(first)
  const pay = (at: { readonly url: string }, amount: number) => clientOf(at).refunds.create({ charge: charge.id, amount }, { idempotencyKey: 'k1' })
  const { id } = await pay(first, 500)
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')

  const second = await startProcess(folder)
  expect((await pay(second, 500)).id).toBe(id)
  expect(await errorOf(pay(second, 501))).toMatchObject({ type: 'StripeIdempotencyError' })
  expect((await control(second, 'GET', 'refunds')).refunds).toMatchObject([{ id, charge: charge.id, amount: 500 }])
  expect((await clientOf(second).charges.retrieve(charge.id)).amount_refunded).toBe(500)
  second.child.kill('SIGTERM')
  await once(second.child, 'exit')
  const log = readFileSync(join(folder, 'log.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { seq: number; operation?: string; kind: string })
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1))
  expect(log.filter(({ kind, operation }) => kind === 'request' && operation === 'refunds.create')).toHaveLength(3)
  rmSync(folder, { recursive: true })
})
