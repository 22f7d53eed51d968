/** Step kinds of the language that this version cannot run. */
export const LATER_KINDS: Readonly<Record<string, string>> = {
  parallel: 'put the steps after each other',
  each: 'put the step into the list once, and let the person work through the lines',
  call: 'write the steps of the called SOP here',
}

/** Keys of the language that this version cannot run, by where they stand. */
export const LATER_KEYS: Readonly<Record<string, string>> = {
  gives: 'remove it; a SOP cannot be called in this version',
  locale: 'remove it; the locale comes from the organisation',
  channel: 'remove it; messages go out by e-mail in this version',
  confirm: 'remove it; actions run by themselves in this version',
  asks: 'answer the fact under "facts"',
  events: 'remove it; nothing waits for events in this version',
  reopened: 'remove it; cases are not reopened in this version',
  pause: 'remove it; clocks do not stand still in this version',
}
