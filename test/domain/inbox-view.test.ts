import { expect, test } from 'vitest'
import { showBody } from '../../domain/inbox-view.ts'

const told = JSON.stringify({
  id: 1, name: 'Maria Miller', order_name: '#2041', customer: { id: 7, first_name: 'Maria', tags: ['vip'], orders: 3 }, email: null, lines: [{ title: 'Shirt', note: 'call 0312' }, {}], reason: 'write to maria@mail.example or maria@bücher.example, please', paid: true, empty: [], blank: { phone: '' },
}).replace('"id":1,', '"id":820982911946154508,')

test('a body is shown line by line with every number as it was written', () => {
  const whole = showBody(told, true)

  expect(whole).toContain('  "id": 820982911946154508,\n  "name": "Maria Miller",\n')
  expect(JSON.parse(whole)).toEqual(JSON.parse(told))
  expect(showBody('not JSON', true)).toBe('not JSON')
})

test.each(['description', 'recipient', 'contactName', 'displayName', 'username', 'lastname', 'company', 'receipt_url', 'mobile'])('what "%s" says stands hidden too', (field) => {
  expect(showBody(JSON.stringify({ [field]: 'Maria Miller', order_name: '#2041' }), false)).toBe(`{\n  "${field}": "•••",\n  "order_name": "#2041"\n}`)
})

test('without the right to read it whole nothing is left that tells who somebody is, and what it is about stays', () => {
  const masked = showBody(told, false)

  expect(JSON.parse(masked)).toEqual({
    id: expect.any(Number), name: '•••', order_name: '#2041', customer: { id: 7, first_name: '•••', tags: ['•••'], orders: '•••' }, email: null, lines: [{ title: 'Shirt', note: '•••' }, {}],
    reason: 'write to ••• or •••, please', paid: true, empty: [], blank: { phone: '' },
  })
  expect(masked).toContain('"id": 820982911946154508')
  expect(masked).not.toMatch(/Maria|0312|vip/)
  expect(showBody('{"name":"Maria', false)).toBe('••• (14 characters that are no JSON)')
})
