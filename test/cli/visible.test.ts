import { expect, it } from 'vitest'
import { paint } from '../../cli/print/paint.ts'
import { visible } from '../../cli/print/visible.ts'

it('shows what a customer hid in a note instead of having the terminal obey it', () => {
  expect(visible('a\u001b]0;owned\u0007b\u009b2Jc\u001b[2J\rd')).toBe('a\\u001b]0;owned\\u0007b\\u009b2Jc\\u001b[2J\\u000dd')
})

it('leaves lines, tabs, letters of every language and our own colours as they are', () => {
  const text = `Größe\t東京 🎉\n${paint({ colour: true }, 'red', 'late')} ${paint({ colour: true }, 'bold', 'x')}`
  expect(visible(text)).toBe(text)
})

it('never changes what JSON says', () => {
  const value = { note: 'a\u0085b\u007f\u001bc' }
  expect(JSON.parse(visible(JSON.stringify(value)))).toEqual(value)
})
