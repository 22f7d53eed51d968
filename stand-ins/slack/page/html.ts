const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text as it stands in HTML, in attributes too. */
export const html = (text: string): string => text.replace(/[&<>"']/g, (char) => escapes[char] ?? char)

/** Attributes of an element; those that are undefined or false are left out, true stands without a value. */
export const attributes = (values: Readonly<Record<string, string | number | boolean | undefined>>): string =>
  Object.entries(values).filter(([, value]) => value !== undefined && value !== false)
    .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${html(String(value))}"`)).join('')
