import { expect, it } from 'vitest'
import { personNamed, personOfEmail } from '../../api/sign-in/named.ts'
import { organisation } from './fakes.ts'

it('an address that two people share is neither’s, and somebody who left has none', () => {
  const shared = { ...organisation, people: { ...organisation.people, bo: { ...organisation.people['bo']!, email: 'ANA@shop.test' } } }

  expect(personOfEmail(organisation, 'Ana@Shop.test')?.id).toBe('ana')
  expect([personOfEmail(shared, 'ana@shop.test'), personNamed(shared, 'ana@shop.test'), personOfEmail(organisation, 'gone@shop.test')]).toEqual([undefined, undefined, undefined])
  expect([personNamed(shared, 'ana')?.id, personNamed(organisation, 'constructor'), personNamed(organisation, 'gone')]).toEqual(['ana', undefined, undefined])
})
