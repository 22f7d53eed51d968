/** Keys of the language that this version cannot run, by where they stand. */
export const LATER_KEYS: Readonly<Record<string, string>> = {
  locale: 'remove it; the locale comes from the organisation',
  channel: 'remove it; messages go out by e-mail in this version',
}
