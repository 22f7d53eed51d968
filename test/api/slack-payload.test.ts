import { expect, it } from 'vitest'
import { Slash } from '../../api/slack/payload.ts'

it('what somebody types behind a command has nothing in it that a database would choke on', () => {
  expect(Slash.parse({ team_id: 'T1', user_id: 'U1', channel_id: 'D1', command: '/sop', text: 'case 20\0 41' }).text).toBe('case 20  41')
})
