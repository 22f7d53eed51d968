import { beforeAll, describe, expect, it } from 'vitest'
import { createGround, KINDS, type Ground } from '../../bench/audit/tamper.ts'
import { numbersFrom } from '../../bench/numbers.ts'

const TRIES = 40

describe('a verifier that has nothing but an export and the checkpoints', () => {
  let ground: Ground
  beforeAll(async () => { ground = await createGround() })

  it('finds no fault with what nobody touched', async () => {
    expect(await ground.untouched()).toEqual([])
  })

  it.each(KINDS)('finds every "%s" and names its place', async (kind) => {
    const next = numbersFrom(KINDS.indexOf(kind) + 7)
    const tries = []
    for (let nth = 0; nth < TRIES; nth++) tries.push(await ground.try(kind, next))

    expect(tries.filter(({ found, named }) => !found || !named)).toEqual([])
  })
})
