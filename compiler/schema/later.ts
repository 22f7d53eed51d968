/** Keys of the language that this version cannot run, by where they stand. */
export const LATER_KEYS: Readonly<Record<string, string>> = {
  locale: 'remove it; the locale comes from the organisation',
  channel: 'remove it; messages go out by e-mail in this version',
  confirm: 'remove it; actions run by themselves in this version',
  asks: 'answer the fact under "facts"',
  events: 'remove it; nothing waits for events in this version',
  reopened: 'remove it; cases are not reopened in this version',
  pause: 'remove it; clocks do not stand still in this version',
}
