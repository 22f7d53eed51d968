import { z } from 'zod'
import { Count, Expression, isName, NAME } from './common.ts'
import { EDITOR } from './editor.ts'

/** How many branches or elements must be done. */
export const WaitFor = z.union([z.enum(['all', 'any']), Count], { error: 'expected all, any or a number' })

/** `{ line: facts.order.lines, at_most: 50 }`: what an element is called, the list, and how many it may have. */
export const EachOf = z.object({ at_most: Count }).catchall(Expression).register(EDITOR, { minProperties: 2, maxProperties: 2, propertyNames: { pattern: NAME.source } }).transform((each, context) => {
  const [name, second] = Object.keys(each).filter((key) => key !== 'at_most')
  const refuse = (message: string, help: string, key?: string): never => {
    const params = { code: key === undefined ? 'SOP202' : 'SOP207', help, atKey: key !== undefined }
    context.addIssue({ code: 'custom', message, path: key === undefined ? [] : [key], params })
    return z.NEVER
  }
  if (name === undefined) return refuse('"each" names no list', 'write { line: facts.order.lines, at_most: 50 }')
  if (second !== undefined) return refuse(`"each" goes over one list, and "${second}" is a second`, 'keep one of them', second)
  if (!isName(name)) return refuse(`"${name}" is not a snake_case name`, 'rename it', name)
  return { name, of: each[name] as Expression, most: each.at_most }
})
