import type { Diagnostic } from '../../compiler/diagnostics.ts'
import { compileOrganisation } from '../../compiler/organisation.ts'
import type { CompiledOrganisation } from '../../compiler/organisation.ts'
import { sourceFile } from '../../compiler/source.ts'
import { fixture, surroundings } from './world.ts'

/** An organisation file with every key of the language, and nothing to say about it. */
export const whole = fixture('whole-organisation.yaml')

/** Secrets that the whole file names. */
const environment = { RISK_TOKEN: 'a', STOCK_TOKEN: 'b', SUPPLIER_SECRET: 'c' }

export const compile = (text: string): CompiledOrganisation => compileOrganisation(sourceFile('organisation.yaml', text), { ...surroundings, environment })

/** The small shop of the golden files with more at its end. */
export const shop = (more = ''): string => fixture('organisation.yaml') + more

/** What the compiler says of a file, one line each: code, place, message. */
export const said = (text: string): readonly string[] => compile(text).diagnostics.map((each) => line(each, text))

function line({ code, span, message }: Diagnostic, text: string): string {
  const before = text.slice(0, span.start).split('\n')
  return `${code} ${before.length}:${(before.at(-1) ?? '').length + 1} ${message}`
}

/** Like `said`, without places. */
export const complaints = (text: string): readonly string[] => compile(text).diagnostics.map(({ code, message }) => `${code} ${message}`)
