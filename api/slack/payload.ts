import { z } from 'zod'

const Id = z.string().min(1).max(100)
const Values = z.record(z.string(), z.unknown())
const User = z.object({ id: Id, team_id: Id.optional() })
const Team = z.object({ id: Id }).nullish()

/** A click in a message, a modal or a Home, as Slack tells of it. Only what is used; the rest is not looked at. */
export const Click = z.object({
  type: z.literal('block_actions'),
  user: User, team: Team,
  trigger_id: z.string().max(300).optional(),
  channel: z.object({ id: Id }).nullish(),
  container: z.object({ message_ts: z.string().max(50).optional(), view_id: z.string().max(100).optional() }).optional(),
  message: z.object({ blocks: z.array(Values).max(100).optional() }).nullish(),
  view: z.object({ blocks: z.array(Values).max(200).optional() }).nullish(),
  actions: z.array(z.object({
    action_id: z.string().max(300), block_id: z.string().max(300), action_ts: z.string().max(50).default(''), value: z.string().max(4_000).optional(),
    selected_option: z.object({ value: z.string().max(300) }).nullish(),
  })).min(1).max(30),
})
/** @see Click */
export type Click = z.output<typeof Click>

/** A modal that was sent off. */
export const Submission = z.object({
  type: z.literal('view_submission'),
  user: User, team: Team,
  view: z.object({ id: Id, hash: z.string().max(200).default(''), callback_id: z.string().max(300).default(''), private_metadata: z.string().max(4_000).default(''), blocks: z.array(Values).max(200).default([]), state: z.object({ values: Values }) }),
})
/** @see Submission */
export type Submission = z.output<typeof Submission>

/** A slash command. */
export const Slash = z.object({ team_id: Id, user_id: Id, channel_id: Id, command: z.string().max(100), text: z.string().max(4_000).default('').transform((text) => text.replaceAll('\0', ' ')), trigger_id: z.string().max(300).default('') })
/** @see Slash */
export type Slash = z.output<typeof Slash>

/** Somebody opened the app's Home. */
export const HomeOpened = z.object({ type: z.literal('app_home_opened'), user: Id, tab: z.string().optional() })
