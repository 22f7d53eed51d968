import { describe, expect, it } from 'vitest'
import { createBurst } from '../../console/src/logic/burst.ts'

/** Keys that come this many milliseconds apart, and what the last one ends. */
function typed(keys: readonly string[], gap: number) {
  const burst = createBurst()
  return keys.map((key, at) => burst.key(key, 1000 + at * gap)).at(-1)
}

describe('a scanner is told from a person by its speed', () => {
  it('whose code ends with Enter', () => {
    expect(typed([...'SHIRT-GRN-S', 'Enter'], 12)).toBe('SHIRT-GRN-S')
  })

  it('whatever it presses besides letters', () => {
    expect(typed(['Shift', 'A', 'Shift', 'B', '1', '/', ' ', 'j', 'Enter'], 20)).toBe('AB1/ j')
  })

  it.each([
    ['somebody who types', [...'2041-R1', 'Enter'], 90], ['somebody who presses a few keys at once', ['j', 'k', '1', 'Enter'], 5], ['Enter alone', ['Enter'], 5],
  ])('and is not %s', (_who, keys, gap) => {
    expect(typed(keys, gap)).toBeUndefined()
  })

  it('and has nothing to do with what was typed before it', () => {
    const burst = createBurst()
    burst.key('x', 0)
    for (const [at, key] of [...'40012345'].entries()) burst.key(key, 400 + at * 10)
    expect(burst.running()).toBe(true)
    expect(burst.key('Enter', 480)).toBe('40012345')
    expect(burst.running()).toBe(false)
  })

  it('and waits for no Enter that a person presses later', () => {
    const burst = createBurst()
    for (const [at, key] of [...'40012345'].entries()) burst.key(key, at * 10)
    expect(burst.key('Enter', 600)).toBeUndefined()
  })
})
