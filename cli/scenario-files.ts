import { existsSync } from 'node:fs'

const TESTS = /\.test(\.ya?ml)$/

/** The scenarios of a SOP stand beside it: returns-standard.test.yaml. */
export const scenariosBeside = (sop: string): string => (TESTS.test(sop) ? sop : sop.replace(/(\.ya?ml)$/, '.test$1'))

/** A SOP and its scenarios together, whichever of the two was named, so that mistakes in either are seen; folders as they are. */
export function withScenarios(path: string): readonly string[] {
  if (!/\.ya?ml$/.test(path)) return [path]
  const files = [path.replace(TESTS, '$1'), scenariosBeside(path)]
  return [...new Set([path, ...files.filter((file) => existsSync(file))])]
}
