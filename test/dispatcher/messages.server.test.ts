import { expect, it } from 'vitest'
import { anEvent } from '../adapters/postgres/builders.ts'
import { assignedTo, messageLab, scriptedChannel } from './message-lab.ts'

it('tells whoever gets a step by Slack, once, and says so on the case', async () => {
  const slack = scriptedChannel('slack')
  await using lab = await messageLab([slack])
  await lab.tell('C1', [anEvent('step_started', { step: 'inspect', instance: 'inspect#1' }), assignedTo('ana')])

  expect([await lab.plan(), await lab.send()]).toEqual([1, 1])
  expect([await lab.plan(), await lab.send()]).toEqual([0, 0])

  expect(slack.handed.map(({ outgoing: { delivery, person, task, caseUrl, caseLabel, over } }) => ({ to: delivery.address, kind: delivery.kind, headline: delivery.headline, person: person?.id, task: task?.step, caseUrl, caseLabel, over })))
    .toEqual([{ to: 'U-ana', kind: 'task', headline: 'Inspect the parcel is yours: first in the role "warehouse"', person: 'ana', task: 'inspect', caseUrl: 'https://ops.shop.test/cases/C1', caseLabel: 'Return C1', over: null }])
  expect(await lab.deps.deliveries.ofCase('C1')).toMatchObject([{ person: 'ana', channel: 'slack', state: 'sent', tries: 1, reference: 'U-ana/1', possibleRepeat: false, nextAt: null }])
})
