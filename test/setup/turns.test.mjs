import { describe, expect, it } from 'vitest'
import { createTurns } from '../../scripts/setup/turns.mjs'

describe('turns', () => {
  it('let one be heard as it speaks and the others whole and in order, however early they end', () => {
    /** @type {string[]} */
    const heard = []
    const begin = createTurns((text) => heard.push(text))
    const [first, second, third] = [begin(), begin(), begin()]
    third.say('3a')
    first.say('1a')
    second.say('2a')
    third.end()
    expect(heard).toEqual(['1a'])

    first.say('1b')
    first.end()
    second.say('2b')
    expect(heard).toEqual(['1a', '1b', '2a', '2b'])

    second.end()
    expect(heard).toEqual(['1a', '1b', '2a', '2b', '3a'])
    begin().say('4a')
    expect(heard.at(-1)).toBe('4a')
  })
})
