/** Block Kit as far as it is used here. What is built is only ever sent, so nothing narrower is needed. */
export interface PlainText {
  readonly type: 'plain_text'
  readonly text: string
  readonly emoji: false
}

/** @see PlainText */
export interface Mrkdwn {
  readonly type: 'mrkdwn'
  readonly text: string
  readonly verbatim: true
}

/** A block or an element: `type` says which. */
export type Part = { readonly type: string } & Readonly<Record<string, unknown>>

/** A message as it is posted: the text is what a notification and a screen reader say. */
export interface SlackMessage {
  readonly text: string
  readonly blocks: readonly Part[]
}

/** A modal or a Home. */
export interface SlackView {
  readonly type: 'modal' | 'home'
  readonly blocks: readonly Part[]
  readonly [more: string]: unknown
}

/** One choice in a menu. `value` is at most 75 units. */
export interface Option {
  readonly text: PlainText
  readonly value: string
  readonly description?: PlainText
  readonly url?: string
}
