import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { ApiDeps } from '../../api/deps.ts'
import { Refused } from '../../domain/refusal.ts'
import { aDetail, aTask, answer, fakes } from '../api/fakes.ts'
import { sop } from './io.ts'

const servers: Server[] = []
const folders: string[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** The real API over ports in memory, and the command line that talks to it. */
function shop(over: Partial<ApiDeps> = {}) {
  const made = fakes(over)
  const server = made.app.listen(0)
  servers.push(server)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { ...made, sop: (...args: string[]) => sop([...args, '--as', 'ana'], { env: { EVENKEEL_URL: url } }) }
}

const wanted = (name: string, kind: 'photo' | 'file' | 'link' | 'scan') => ({ name, label: name, kind, atLeast: 1, atMost: 3, required: true, unless: false })

function fileOf(name: string, body: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-'))
  folders.push(folder)
  writeFileSync(join(folder, name), body)
  return join(folder, name)
}

describe('a person at the command line', () => {
  it.each([
    [['pause', 'c1', 'inspect', '--reason', 'waiting_customer', '--for', '2d'], { do: 'pause', reason: 'waiting_customer', forMs: 172_800_000 }],
    [['resume', 'c1', 'inspect', '--epoch', '3'], { do: 'resume', epoch: 3 }],
    [['handoff', 'c1', 'inspect', '--to', 'bo', '--summary', 'counted'], { do: 'handoff', to: 'bo', summary: 'counted' }],
    [['handoff', 'c1', 'inspect', '--summary', 'counted'], { do: 'handoff', summary: 'counted' }],
    [['stay', 'c1', 'inspect', '--epoch', '2'], { do: 'stay', epoch: 2 }],
    [['confirm', 'c1', 'inspect', '--yes'], { do: 'confirm', yes: true, note: '' }],
    [['confirm', 'c1', 'inspect', '--no', 'paid last week'], { do: 'confirm', yes: false, note: 'paid last week' }],
    [['answer', 'c1', 'inspect', '--field', 'score=70'], { do: 'answer', form: { score: '70' } }],
    [['claim', 'c1', 'refund/approve'], { do: 'claim', step: 'refund/approve' }],
    [['release', 'c1', 'lines[0]/check'], { do: 'release', step: 'lines[0]/check' }],
    [['cannot', 'c1', 'inspect', '--reason', 'unsafe'], { do: 'cannot', reason: 'unsafe', note: '' }],
  ])('%j does it', async (args, command) => {
    const { sop, asked } = shop()
    expect(await sop(...args)).toMatchObject({ code: 0 })
    expect(asked.commands[0]?.command).toMatchObject({ ...command, by: 'ana', via: 'cli' })
  })

  it('sees the step afterwards', async () => {
    const paused = { reason: 'waiting_customer', by: 'ana', since: 0, until: 3_600_000 }
    const reader = { ...fakes().deps.reader, case: async () => ({ ...aDetail(), tasks: [aTask({ paused })] }) }
    const { out } = await shop({ reader }).sop('pause', 'c1', 'inspect', '--reason', 'waiting_customer', '--json')
    expect(JSON.parse(out)).toMatchObject({ ...answer, task: { step: 'inspect', paused: { reason: 'waiting_customer', until: '1970-01-01T01:00:00Z' } }, case: { caseId: 'c1' } })
  })

  it.each(['pause', 'resume', 'handoff', 'claim', 'complete'])('is told why not, with exit 1: %s', async (verb) => {
    const more: Record<string, string[]> = { pause: ['--reason', 'lunch'], handoff: ['--summary', 'x'], complete: ['--outcome', 'good'] }
    const command = async () => Promise.reject(new Refused({ code: 'stale-step', message: 'the step has changed since you saw it' }))
    const { code, out } = await shop({ cases: { ...fakes().deps.cases, command } }).sop(verb, 'c1', 'inspect', ...(more[verb] ?? []), '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ code: 'stale-step', message: 'the step has changed since you saw it', state: { case: { caseId: 'c1' } } })
  })

  it.each([[['confirm', 'c1', 'inspect']], [['confirm', 'c1', 'inspect', '--yes', '--no', 'x']], [['pause', 'c1', 'inspect']], [['handoff', 'c1', 'inspect']], [['complete', 'c1', 'inspect', '--outcome', 'x', '--evidence', 'photos']]])(
    '%j is wrong usage',
    async (args) => {
      const { sop, asked } = shop()
      expect((await sop(...args)).code).toBe(2)
      expect(asked.commands).toEqual([])
    },
  )
})

describe('evidence at the command line', () => {
  const task = aTask({ evidence: [wanted('photos', 'photo'), wanted('label', 'file'), wanted('tracking', 'link'), wanted('code', 'scan')] })
  const reader = { ...fakes().deps.reader, case: async () => ({ ...aDetail(), tasks: [task] }) }

  it('is a file, an address or text, as the step calls it', async () => {
    const front = fileOf('front.jpg', Buffer.from([0xff, 0xd8, 0xff, 1]))
    const back = fileOf('back.jpg', Buffer.from([0xff, 0xd8, 0xff, 2]))
    const sheet = fileOf('count.xlsx', Buffer.from('PK\x03\x04rest', 'latin1'))
    const { sop, asked } = shop({ reader })

    const ran = await sop('complete', 'c1', 'inspect', '--outcome', 'good', '--evidence', `photos=${front}`, '--evidence', `photos=${back}`, '--evidence', `label=${sheet}`, '--evidence', 'tracking=https://a.example?x=1', '--evidence', 'code=0042')

    expect(ran).toMatchObject({ code: 0 })
    expect(asked.commands[0]?.command).toMatchObject({
      evidence: {
        photos: [{ kind: 'photo', name: 'front.jpg', type: 'image/jpeg', bytes: 4 }, { kind: 'photo', name: 'back.jpg' }],
        label: [{ kind: 'file', name: 'count.xlsx', bytes: 8 }],
        tracking: [{ kind: 'link', text: 'https://a.example?x=1' }],
        code: [{ kind: 'scan', text: '0042' }],
      },
    })
    expect(asked.evidence.size).toBe(3)
  })

  it('that cannot be read or is not taken ends the command before anything is completed', async () => {
    const { sop, asked } = shop({ reader })
    expect(await sop('complete', 'c1', 'inspect', '--outcome', 'good', '--evidence', 'photos=/nowhere/x.jpg')).toMatchObject({ code: 3, err: expect.stringContaining('"/nowhere/x.jpg" cannot be read (ENOENT)') })
    expect(await sop('complete', 'c1', 'inspect', '--outcome', 'good', '--evidence', `photos=${fileOf('x.bin', Buffer.from([0, 1, 2]))}`)).toMatchObject({ code: 1 })
    expect(asked.commands).toEqual([])
  })
})
