import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { compileSop } from '../../compiler/compile.ts'
import { compileScenarios } from '../../compiler/scenarios.ts'
import { sourceFile } from '../../compiler/source.ts'
import { judge } from '../../domain/judge.ts'
import { simulate } from '../../domain/simulate.ts'
import { organisation, world } from './world.ts'

const text = readFileSync(join(import.meta.dirname, '../../docs/sop-language.md'), 'utf8')
const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')

describe('the page on the language', () => {
  const { plan, diagnostics } = compileSop(sourceFile('a-small-return.yaml', blocks.find((block) => block.startsWith('sop:')) ?? ''), world)

  it('shows a SOP that compiles without a word', () => {
    expect(diagnostics).toEqual([])
  })

  it('shows a scenario that comes out as it says', () => {
    const source = sourceFile('a-small-return.test.yaml', blocks.find((block) => block.startsWith('scenarios:')) ?? '')
    const compiled = compileScenarios(source, plan!, organisation, vocabulary)
    expect(compiled.diagnostics).toEqual([])
    expect(compiled.scenarios).toHaveLength(1)
    for (const scenario of compiled.scenarios) expect(judge(scenario, simulate(plan!, organisation, scenario))).toEqual([])
  })
})
