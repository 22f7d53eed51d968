import { describe, expect, it } from 'vitest'
import { beside, fixture, world } from './world.ts'
import { createFolder } from '../../compiler/folder.ts'
import { sourceFile } from '../../compiler/source.ts'

/** What is said about the small SOP with texts replaced, each as `CODE message`; by default beside a whole organisation file. */
function said(pairs: readonly (readonly [string, string])[], hasOrganisation = true): readonly string[] {
  const text = pairs.reduce((all, [from, to]) => {
    if (!all.includes(from)) throw new Error(`"${from}" is not in the small SOP`)
    return all.replace(from, to)
  }, fixture('small.yaml'))
  const source = sourceFile('small.yaml', text)
  const folder = hasOrganisation ? beside(source) : createFolder((name) => (name === 'small' ? source : undefined), { ...world, organisation: undefined })
  return (folder.compile('small')?.diagnostics ?? []).map(({ code, message, help = '' }) => `${code} ${message}; ${help}`)
}

describe('while the organisation file cannot be read', () => {
  const named: readonly (readonly [string, string])[] = [
    ['action: shopify.refund\n', 'action: ledger.refund\n    returns: { amount: money }\n'],
    ['on: shopify.return_requested', 'on: desk.return_asked'],
  ]

  it('a SOP is not told that its systems and sources do not exist', () => {
    expect(said(named, false)).toEqual([])
    expect(said(named).map((each) => each.slice(0, 6))).toEqual(['SOP304', 'SOP303'])
  })

  it('what a connector would know is looked for all the same', () => {
    const misspelt: readonly (readonly [string, string])[] = [['shopify.refund', 'shopify.refnd'], ['shopify.return_requested', 'shopify.return_requsted']]
    expect(said(misspelt, false).map((each) => each.slice(0, 6))).toEqual(['SOP304', 'SOP303'])
  })
})
