/** Our own colours, which a stranger's text may as well have; and what a terminal would obey. */
const OBEYED = /\u001b\[\d{1,2}m|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/**
 * Text that a terminal shows and never obeys: a customer's note cannot move the cursor, set the title or fill the clipboard.
 * Written as JSON writes it, so that output that is JSON still says the same.
 */
export const visible = (text: string): string =>
  text.replace(OBEYED, (found) => (found.length > 1 ? found : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`))
