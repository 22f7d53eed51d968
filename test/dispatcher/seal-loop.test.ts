import { expect, it } from 'vitest'
import { startSealLoop } from '../../dispatcher/seal-loop.ts'
import type { PassResult, SealProblem } from '../../dispatcher/sealer.ts'

const nothing: PassResult = { chained: 0, proven: 0, discarded: 0, unknown: 0, oldestDoubtMs: 0 }

/** A sealer whose passes can be awaited one by one. */
function countedSealer(fail = false) {
  let passes = 0
  const waiting: (() => void)[] = []
  return {
    passes: () => passes,
    next: () => new Promise<void>((resolve) => { waiting.push(resolve) }),
    async pass() {
      passes += 1
      for (const done of waiting.splice(0)) done()
      if (fail) throw new Error('database away')
      return nothing
    },
  }
}

it('passes at once, then when it is woken, and a burst of calls makes one pass', async () => {
  const sealer = countedSealer()
  const loop = startSealLoop(sealer, { pollMs: 600_000, restMs: 5, report: () => undefined })
  const next = sealer.next()

  for (let call = 0; call < 20; call += 1) loop.wake()
  await next
  await loop.stop()

  expect(sealer.passes()).toBe(2)
})

it('passes by itself when nobody wakes it, and goes on after a pass that failed', async () => {
  const sealer = countedSealer(true)
  const problems: SealProblem[] = []
  const loop = startSealLoop(sealer, { pollMs: 5, restMs: 1, report: (problem) => { problems.push(problem) } })

  await sealer.next()
  await sealer.next()
  await loop.stop()

  expect(problems.length).toBeGreaterThanOrEqual(2)
  expect(problems[0]).toMatchObject({ kind: 'failed', caseId: null })
})

it('stops without waiting for the next poll', async () => {
  const sealer = countedSealer()
  const loop = startSealLoop(sealer, { pollMs: 600_000, report: () => undefined })

  await loop.stop()

  expect(sealer.passes()).toBe(1)
})
