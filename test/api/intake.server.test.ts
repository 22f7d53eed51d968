import { Readable } from 'node:stream'
import type { Request, Response, Router } from 'express'
import { expect, it } from 'vitest'
import { easypostWebhooks } from '../../adapters/easypost/webhooks.ts'
import { createCaseFiles } from '../../adapters/postgres/case-files.ts'
import { createInbox } from '../../adapters/postgres/inbox.ts'
import { readShopifyEvent, verifyShopify } from '../../adapters/shopify/webhooks.ts'
import { sourceWebhooks } from '../../adapters/sources/webhooks.ts'
import { stripeWebhooks } from '../../adapters/stripe/webhooks.ts'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { zendeskWebhooks } from '../../adapters/zendesk/webhooks.ts'
import { createMetrics } from '../../api/metrics.ts'
import { hookRoutes } from '../../api/routes/hooks.ts'
import { createSource } from '../../api/source.ts'
import { caseOf, numberIn, SECRETS, sentOf, shuffled, tellingOf, type Sent } from '../../bench/intake/events.ts'
import { ORGANISATION, SOPS } from '../../bench/intake/sops.ts'
import { compileSop } from '../../compiler/compile.ts'
import { compileOrganisation } from '../../compiler/organisation.ts'
import { sourceFile } from '../../compiler/source.ts'
import { createDelivering } from '../../dispatcher/deliver.ts'
import type { Plan } from '../../domain/plan.ts'
import type { OpenRequest } from '../../domain/ports.ts'
import { databaseLab } from '../adapters/postgres/lab.ts'
import { fakes } from './fakes.ts'

const DELIVERIES = 20_000
const TELLING = tellingOf(0, DELIVERIES * 0.7, 400)

function compiled(): { readonly plans: readonly Plan[]; readonly sources: Parameters<typeof hookRoutes>[0]['sources'] } {
  const { organisation } = compileOrganisation(sourceFile('organisation.yaml', ORGANISATION), { vocabulary })
  const plans = Object.entries(SOPS).map(([name, text]) => compileSop(sourceFile(`${name}.yaml`, text), { vocabulary, organisation: organisation!, messages: () => [], sop: () => ({ kind: 'missing' }) }).plan!)
  const now = () => Date.now()
  return {
    plans,
    sources: {
      shopify: createSource({ name: 'shopify', deliveryHeader: 'x-shopify-webhook-id', read: readShopifyEvent, verify: (body, headers) => verifyShopify(body, headers, [SECRETS.shopify]) }),
      stripe: createSource(stripeWebhooks([SECRETS.stripe], now)), easypost: createSource(easypostWebhooks([SECRETS.easypost])), zendesk: createSource(zendeskWebhooks([SECRETS.zendesk], now)),
      portal: createSource(sourceWebhooks('portal', organisation!.sources['portal']!, [SECRETS.portal])),
    },
  }
}

it('opens exactly the cases that 14,000 events of five vendors ask for, told 20,000 times in any order, and loses none', async () => {
  await using lab = await databaseLab()
  const { plans, sources } = compiled()
  const { deps } = fakes({ inbox: createInbox(lab), sources })
  const hooks = hookRoutes(deps, createMetrics(async () => [], deps.deliveries.backlog))
  const files = createCaseFiles(lab)
  const opened: string[] = []
  const open = async ({ plan, key }: OpenRequest) => {
    const { caseId, fresh } = await files.reserve(plan.sop, key)
    if (fresh) opened.push(`${plan.sop} ${key}`)
    return { caseId, started: fresh }
  }
  const deliver = createDelivering({ inbox: createInbox(lab), catalogue: { all: async () => plans }, cases: { open }, windable: false }, () => Date.now())

  const answers = await tellAll(hooks)
  while ((await deliver()) > 0);

  expect(answers).toEqual({ stored: TELLING.events, repeat: DELIVERIES - TELLING.events })
  const expected = Array.from({ length: TELLING.openers }, (_, event) => caseOf(TELLING, event)!)
  expect(opened.toSorted()).toEqual([...new Set(expected)].toSorted())
  const { rows } = await lab.pool.query<{ event_id: string; state: string; key: string | null }>(
    "select i.event_id, i.state, f.sop || ' ' || f.key as key from inbox i left join case_file f on f.case_id = i.case_id")
  const wrong = rows.filter(({ event_id, state, key }) => state !== 'delivered' || key !== (caseOf(TELLING, numberIn(event_id)) ?? null))
  expect(wrong).toEqual([])
  expect(new Set(rows.map(({ event_id }) => numberIn(event_id))).size).toBe(TELLING.events)
}, 180_000)

/** Hands every delivery to the routes, a few at a time; counts what was answered. */
async function tellAll(hooks: Router): Promise<Readonly<Record<string, number>>> {
  const { event, copy } = shuffled(TELLING, DELIVERIES, 1)
  const answers: Record<string, number> = {}
  let next = 0
  await Promise.all(Array.from({ length: 8 }, async () => {
    while (next < DELIVERIES) {
      const at = next++
      const word = await told(hooks, sentOf(TELLING, event[at]!, copy[at]!))
      answers[word] = (answers[word] ?? 0) + 1
    }
  }))
  return answers
}

/** As it would come in over HTTP, without the wire: that would cost more than all the rest. */
const told = (hooks: Router, { vendor, body, headers }: Sent): Promise<string> => new Promise((resolve, reject) => {
  const bytes = Buffer.from(body)
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const request = Object.assign(Readable.from([bytes]), { method: 'POST', url: `/${vendor}`, headers: { ...lower, 'content-type': 'application/json', 'content-length': String(bytes.length) } })
  hooks(request as unknown as Request, { json: ({ received }: { received: string }) => resolve(received) } as unknown as Response, reject)
})
