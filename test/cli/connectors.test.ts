import { describe, expect, it } from 'vitest'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { sop } from './io.ts'

describe('sop connectors', () => {
  it('lists every action of every connector, and who can do what is only named', async () => {
    const ran = await sop(['connectors'])
    expect(ran).toMatchObject({ code: 0, err: '' })
    for (const { name, summary } of vocabulary.actions) expect(ran.out).toMatch(new RegExp(`^${name} .*${summary.slice(0, 20)}`, 'm'))
    expect(ran.out).toContain('stripe  actions are off: set STRIPE_SECRET_KEY and start again')
    expect(ran.out).toMatch(/^refund\.pay +shopify\.refund, stripe\.refund$/m)
  })

  it('prints one in full: what it takes and answers, how it refuses, how nothing happens twice, what it needs', async () => {
    const { out } = await sop(['connectors', 'stripe'])
    const refund = out.slice(out.indexOf('stripe.refund (money)'), out.indexOf('stripe.read_refund'))
    for (const part of ['takes       amount money', 'answers     reference text, amount money', 'charge_already_refunded', 'the limits at the moment of paying', 'the business key goes along',
      'the refunds of the charge, by the key', '(unknown-outcome)', 'Charges and Refunds: Write']) expect(refund).toContain(part)
    expect(out).toContain('stripe.refund_failed (event)')
    expect((await sop(['connectors', 'shopify.stock'])).out).toMatch(/places list of \{ location_id text, name text,\s+available whole number \}/)
  })

  it('fits a narrow terminal', async () => {
    for (const args of [['connectors'], ['connectors', 'shopify']])
      for (const line of (await sop(args, { width: 80 })).out.split('\n').filter((each) => !/^ {2}[A-Z]| {2}actions are off/.test(each))) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  it('prints the declarations themselves for programs', async () => {
    const { connectors, capabilities } = JSON.parse((await sop(['connectors', '--json'])).out) as { connectors: { name: string; off: unknown; actions: unknown[] }[]; capabilities: unknown }
    expect(connectors.flatMap(({ actions }) => actions)).toEqual(JSON.parse(JSON.stringify(vocabulary.actions)))
    expect(connectors.map(({ name }) => name)).toEqual([...new Set(vocabulary.actions.map(({ name }) => name.split('.')[0]))])
    expect(capabilities).toEqual(vocabulary.capabilities)
    const one = JSON.parse((await sop(['connectors', 'zendesk.note', '--json'])).out) as { connectors: { actions: { name: string }[] }[] }
    expect(one.connectors.map(({ actions }) => actions.map(({ name }) => name))).toEqual([['zendesk.note']])
  })

  it('names the nearest one for a name that is none', async () => {
    expect(await sop(['connectors', 'shopfy'])).toMatchObject({ code: 2, err: 'sop: there is no connector or action "shopfy": rename it to "shopify"' })
    expect((await sop(['connectors', 'stripe.refnd'])).err).toContain('rename it to "stripe.refund"')
  })
})
