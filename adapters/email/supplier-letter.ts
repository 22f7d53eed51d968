import { own, type Json } from '../../domain/json.ts'
import { ConnectorError, type ConnectorCall } from '../../domain/ports.ts'
import { ADDRESS, headerText } from './transport.ts'

/** What a letter to a supplier consists of. */
export interface SupplierWords {
  readonly to: string
  readonly supplier: string
  readonly about: string
  readonly subject: string
  readonly text: string
  readonly questions: readonly string[]
  /** A day, `2026-12-01`. */
  readonly answerBy: string | undefined
  /** The letter whose thread this one stands in. */
  readonly follows: string | undefined
}

const LONGEST_TEXT = 10_000
const LONGEST_LINE = 200
const MOST_QUESTIONS = 30

/** Reads the slots of a letter. Throws `ConnectorError` naming the one that cannot be sent as it is. */
export function wordsOf({ input }: Pick<ConnectorCall, 'input'>): SupplierWords {
  const text = (name: string, most: number): string => {
    const value = own(input, name)
    if (typeof value !== 'string' || value.trim() === '') throw wrong(`"${name}" is empty`)
    if (value.length > most) throw wrong(`"${name}" has ${value.length} characters, and may have ${most}`)
    return value.trim()
  }
  const line = (name: string): string => headerText(text(name, LONGEST_LINE))
  const optional = (name: string): string | undefined => (isLeftOut(own(input, name)) ? undefined : line(name))
  const to = text('to', 320)
  if (!ADDRESS.test(to)) throw new ConnectorError('refused', 'bad-address', `"${headerText(to).slice(0, 100)}" is no e-mail address; correct it where suppliers are kept, or phone`)
  return { to, supplier: line('supplier'), about: line('about'), subject: line('subject'), text: text('text', LONGEST_TEXT), questions: questionsIn(own(input, 'questions')), answerBy: optional('answer_by'), follows: optional('follows') }
}

const isLeftOut = (value: Json | undefined): boolean => value === undefined || value === null || value === ''

function questionsIn(value: Json | undefined): readonly string[] {
  if (isLeftOut(value)) return []
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) throw wrong('"questions" is no list of texts')
  if (value.length > MOST_QUESTIONS) throw wrong(`"questions" has ${value.length}, and may have ${MOST_QUESTIONS}`)
  const questions: readonly string[] = value
  return questions.map((one) => headerText(one).slice(0, 500)).filter((one) => one !== '')
}

const wrong = (why: string): ConnectorError => new ConnectorError('refused', 'wrong-letter', `the letter cannot be written: ${why}`)

/** The letter as plain text, which every mail program quotes in the same way. */
export function letterText({ supplier, text, questions, answerBy }: SupplierWords): string {
  const parts = [
    `Hello ${supplier},`,
    text.replaceAll('\r\n', '\n'),
    ...(questions.length === 0 ? [] : [`Please answer each of these:\n\n${questions.map((question, index) => `${index + 1}. ${question}`).join('\n')}`]),
    `Please answer${answerBy === undefined ? '' : ` by ${answerBy}`} by replying to this mail from this address, so that your answer comes to the right place.`,
  ]
  return `${parts.join('\n\n')}\n`
}
