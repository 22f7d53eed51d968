/**
 * The first name that stands twice in one object of a JSON text, as it is read and not as it is escaped; undefined when none does.
 * Readers differ in which of the two values they take, so whoever checked one and whoever acts on the other would mean two things.
 * Walks the text once and never recurses; a text that is no JSON is for its parser to refuse.
 */
export function doubledKey(text: string): string | undefined {
  // One entry for each bracket that is open: the names so far of an object, nothing for a list.
  const open: (Set<string> | undefined)[] = []
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (sign === '{') open.push(new Set())
    else if (sign === '[') open.push(undefined)
    else if (sign === '}' || sign === ']') open.pop()
    else if (sign === '"') {
      const end = endOfText(text, at)
      const names = open.at(-1)
      if (names && followedByColon(text, end)) {
        const name = readName(text.slice(at, end + 1))
        if (names.has(name)) return name
        names.add(name)
      }
      at = end
    }
  }
  return undefined
}

/** Where the quote stands that ends the text which begins at `from`. */
function endOfText(text: string, from: number): number {
  let at = from + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

function followedByColon(text: string, end: number): boolean {
  let at = end + 1
  while (at < text.length && ' \t\r\n'.includes(text[at] ?? '')) at++
  return text[at] === ':'
}

function readName(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1)
  try {
    return String(JSON.parse(quoted))
  } catch {
    // Such an escape is none: the whole body is refused for it.
    return quoted
  }
}
