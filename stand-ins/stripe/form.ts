/** Parameters as read from a form: text, and maps and lists of it. */
export type Form = string | readonly Form[] | FormMap
/** A map of parameters by name. */
export interface FormMap {
  readonly [name: string]: Form
}

type Growing = Map<string, Growing | string>

/** Reads `a=1&b[c]=2&d[]=3&d[1]=4` as nested parameters; a later value of the same name wins. Throws `URIError` for broken escapes. */
export function readForm(text: string): FormMap {
  const root: Growing = new Map()
  for (const pair of text.split('&').filter((one) => one !== '')) {
    const at = pair.indexOf('=')
    const name = decoded(at < 0 ? pair : pair.slice(0, at))
    put(root, pathOf(name), decoded(at < 0 ? '' : pair.slice(at + 1)))
  }
  return settled(root) as FormMap
}

const decoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '))

function pathOf(name: string): readonly string[] {
  const [head = '', ...rest] = name.split('[')
  return [head, ...rest.map((part) => part.replace(/\]$/, ''))]
}

function put(into: Growing, [name = '', ...rest]: readonly string[], value: string): void {
  const key = name === '' ? String(into.size) : name
  if (rest.length === 0) return void into.set(key, value)
  const known = into.get(key)
  const inner: Growing = known instanceof Map ? known : new Map()
  into.set(key, inner)
  put(inner, rest, value)
}

/** A map whose names count from 0 is a list. */
function settled(value: Growing | string): Form {
  if (typeof value === 'string') return value
  const names = [...value.keys()]
  const parts = [...value].map(([name, part]) => [name, settled(part)] as const)
  const isList = names.length > 0 && names.every((name, index) => name === String(index))
  return isList ? parts.map(([, part]) => part) : Object.fromEntries(parts)
}
