import { expect, it } from 'vitest'
import { connectorOf, providerOf } from '../../activities/connector-of.ts'
import type { Connector } from '../../domain/ports.ts'

const connector = (name: string): Connector => ({ name, perform: () => Promise.reject(new Error('not called')) })
const connectors = new Map(['shopify', 'http'].map((name) => [name, connector(name)]))
const provider = async (action: string) =>
  action === 'refund.pay' ? { connector: 'shopify', action: 'shopify.refund' } : action === 'label.print' ? { connector: 'printer', action } : undefined

it('belongs to the connector of its name where nobody is asked', async () => {
  expect(await providerOf({ connectors }, 'shopify.refund')).toEqual({ connector: 'shopify', action: 'shopify.refund' })
})

it('is carried out by whoever provides it now', async () => {
  const found = await providerOf({ connectors, provider }, 'refund.pay')
  expect(connectorOf({ connectors, provider }, found, 'refund.pay').name).toBe('shopify')
})

it('fails for good where nobody provides it, or whoever does is switched off here', async () => {
  await expect(providerOf({ connectors, provider }, 'ledger.note')).rejects.toMatchObject({ type: 'not-provided', nonRetryable: true, message: '"ledger.note" cannot run: no system of the organisation provides "ledger"' })
  const printer = await providerOf({ connectors, provider }, 'label.print')
  expect(() => connectorOf({ connectors, provider }, printer, 'label.print')).toThrow('the connection to "printer" is not set up on this worker')
})
