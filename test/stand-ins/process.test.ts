import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startShop } from '../../stand-ins/shop/shop.ts'
import { ask, control, orderId } from './ask.ts'

const REFUND = `mutation R($input: RefundInput!) {
  refundCreate(input: $input) @idempotent(key: "k") { refund { id } userErrors { message } } }`

async function refundInput(shop: { readonly url: string }): Promise<object> {
  const of = shop as Parameters<typeof ask>[0]
  const id = await orderId(of, '#2041')
  const { body } = await ask(of, 'query T($id: ID!) { order(id: $id) { transactions(first: 1) { id gateway } } }', { id })
  const { id: parentId, gateway } = body.data.order.transactions[0]
  return { orderId: id, transactions: [{ orderId: id, parentId, gateway, kind: 'REFUND', amount: '1.00' }] }
}

async function startProcess(stateFile: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(
    process.execPath, ['--import', 'tsx', 'stand-ins/shop/main.ts'],
    { env: { ...process.env, PORT: '0', STATE_FILE: stateFile }, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [line] = await once(child.stdout, 'data')
  return { child, url: /http:\S+/.exec(String(line))![0] }
}

test('kill -9 loses no refund that was answered, nor its key', { timeout: 30_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shop-'))
  const first = await startProcess(join(folder, 'state.jsonl'))
  const input = await refundInput(first)
  const paid = await ask(first as never, REFUND, { input })
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')

  const second = await startProcess(join(folder, 'state.jsonl'))
  const again = await ask(second as never, REFUND, { input })
  const { refunds } = await control(second, 'GET', 'refunds')
  second.child.kill('SIGTERM')
  await once(second.child, 'exit')

  expect(again.body.data.refundCreate.refund.id).toBe(paid.body.data.refundCreate.refund.id)
  expect(refunds.filter((one: { orderName: string }) => one.orderName === '#2041')).toHaveLength(1)
  rmSync(folder, { recursive: true })
})

test('kills the named process at the moment of answering, with the refund paid', async () => {
  const shop = await startShop()
  const victim = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await control(shop, 'POST', 'faults', { operation: 'refundCreate', mode: 'kill', pid: victim.pid })
  const died = once(victim, 'exit')
  await expect(ask(shop, REFUND, { input: await refundInput(shop) })).rejects.toThrow()
  expect(await died).toEqual([null, 'SIGKILL'])
  expect((await control(shop, 'GET', 'refunds')).refunds).toHaveLength(2)
  await shop.close()
})
