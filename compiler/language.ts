import { isObject } from '../domain/json.ts'
import type { Parsed } from './parse.ts'
import type { Report } from './report.ts'

/** The version of the SOP language that this compiler reads. It rises when a file may say what older versions would not understand. */
export const LANGUAGE = 1

/**
 * Whether a file is written in a language that is read here. A newer one is refused before anything else is looked at, because what
 * it says would look like mistakes.
 */
export function readLanguage({ value, places }: Parsed, report: Report): boolean {
  const wanted = isObject(value) && Object.hasOwn(value, 'language') ? value['language'] : LANGUAGE
  if (typeof wanted !== 'number' || !Number.isInteger(wanted) || wanted <= LANGUAGE) return true
  report.add('SOP211', `this SOP is written in language ${wanted}, and this version reads language ${LANGUAGE}`, places.span(['language']), 'update the product, or write the SOP in the language that it reads')
  return false
}
