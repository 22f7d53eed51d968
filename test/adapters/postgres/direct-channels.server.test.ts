import { expect, it } from 'vitest'
import { createDirectChannels } from '../../../adapters/postgres/direct-channels.ts'
import { databaseLab } from './lab.ts'

it('remembers where somebody has their messages over a start, until it is forgotten', async () => {
  await using lab = await databaseLab()
  await createDirectChannels(lab).keep('U1', 'D1')
  await createDirectChannels(lab).keep('U1', 'D2')
  const direct = createDirectChannels(lab)

  expect([await direct.of('U1'), await direct.of('U2')]).toEqual(['D2', undefined])
  await direct.forget('U1')
  expect(await direct.of('U1')).toBeUndefined()
})
