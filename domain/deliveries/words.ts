import type { ChannelName, DeliveryState } from '../delivery.ts'

/** A channel as people say it after "by". */
export const CHANNEL_WORDS: Readonly<Record<ChannelName, string>> = { slack: 'Slack', email: 'mail' }

const FATES: Readonly<Record<DeliveryState, string>> = {
  due: 'waits', sending: 'on its way', sent: 'arrived', failed: 'did not arrive', failed_over: 'went another way', suppressed: 'not sent', bundled: 'in a digest',
}

/** What became of a message. A mail server says only that it took it; a mail that comes back later counts as failed. */
export const fateWords = ({ state, channel }: { readonly state: DeliveryState; readonly channel: ChannelName }): string =>
  state === 'sent' && channel === 'email' ? 'taken by the mail server' : FATES[state]
