import { DefaultLogger, Runtime, Worker } from '@temporalio/worker'
import { beforeAll, describe, expect, it } from 'vitest'
import { dataConverter } from '../../adapters/temporal/codec.ts'
import { storedHistories } from '../harness/stored-histories.ts'
import { changedBundle, workflowBundle } from '../harness/workflow-bundle.ts'

Runtime.install({ logger: new DefaultLogger('ERROR') })

const stored = storedHistories()

describe('cases that are open when this version is deployed', () => {
  let codePath: string
  beforeAll(async () => { codePath = await workflowBundle() }, 60_000)
  const replay = (history: unknown) => Worker.runReplayHistory({ workflowBundle: { codePath }, dataConverter }, history, 'case/replayed')

  it.each(stored.map(({ name, json }) => [name, json] as const))('go on as before: %s', async (_name, json) => {
    await replay(JSON.parse(json))
  })

  it('are refused by code that gives two commands in another order', async () => {
    const careless = await changedBundle('workflows/run.ts', 'await record()\n', 'sendOff()\n          await record()\n')
    const timed = stored.find(({ name }) => name === 'on-a-running-clock')

    const replayed = Worker.runReplayHistory({ workflowBundle: { codePath: careless }, dataConverter }, JSON.parse(timed?.json ?? '{}'), 'case/replayed')

    await expect(replayed).rejects.toThrow(/TMPRL1100/)
  }, 60_000)

  it('are refused by code that asks for another activity', async () => {
    const changed = stored.map(({ json }) => json.replace('"name":"act"', '"name":"sendLetter"')).find((json, index) => json !== stored[index]?.json)

    await expect(replay(JSON.parse(changed ?? '{}'))).rejects.toThrow(/TMPRL1100/)
  })
})
