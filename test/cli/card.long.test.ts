import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadSops } from '../../compiler/load.ts'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { cardOf, sayAllowance } from '../../domain/card/card.ts'
import { sayTemplate, sayTree } from '../../domain/card/say-tree.ts'
import type { EscalationPath, Plan } from '../../domain/plan.ts'
import { sayFirst } from '../../domain/words.ts'
import { cardHtml, cardText } from '../../cli/print/card.ts'
import { sop } from './io.ts'

const folder = join(import.meta.dirname, '../../sops')
const wide = { width: 100_000, colour: false }
let plans: readonly Plan[] = []
beforeAll(async () => {
  const files = readdirSync(folder).filter((file) => /^[a-z-]+\.yaml$/.test(file)).map((file) => join(folder, file))
  plans = (await loadSops(files, vocabulary)).plans
}, 60_000)

const plain = (html: string): string => html.replaceAll(/<style>.*?<\/style>/gs, '').replaceAll(/<[^>]+>/g, ' ').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ')

const rolesIn = ({ levels }: EscalationPath): readonly string[] => levels.flatMap((level) => (level.do.kind === 'tell' && level.do.to.kind === 'role' ? [level.do.to.name] : []))

/** What a card must say of a Plan, each with the step that it stands in. */
function mustSay(plan: Plan): readonly (readonly [step: number, text: string])[] {
  return plan.steps.flatMap((step, at) => {
    const said = (...texts: readonly string[]) => texts.map((text) => [at, text] as const)
    const outcomes = Object.keys(step.routes).length > 1 ? said(...Object.keys(step.routes).map((one) => one.replaceAll('_', ' '))) : []
    const hard = step.deadline ? said(`before ${sayTree(step.deadline.at, plan)}`) : []
    if (step.kind !== 'task') return [...said(sayFirst(step.title), ...(step.kind === 'wait' && step.within ? [sayAllowance(step.within)] : [])), ...outcomes, ...hard]
    const owner = step.assign.kind === 'expression' ? sayTree(step.assign.tree, plan) : sayFirst(step.assign.name)
    return [
      ...said(sayTemplate(step.task, plan), owner, `within ${sayAllowance(step.sla.finish)}`, sayTemplate(step.do, plan), sayTemplate(step.ifWrong, plan), ...step.check.map((check) => check.text)),
      ...said(...rolesIn(step.escalate).map(sayFirst), ...step.outcomes.map(sayFirst)), ...outcomes, ...hard,
    ]
  })
}

describe('the card of a SOP for the floor', () => {
  it('says every step, owner, time and outcome of every SOP of the library, as text and as a page', () => {
    expect(plans.length).toBeGreaterThanOrEqual(17)
    for (const plan of plans) {
      const card = cardOf(plan)
      const parts = card.steps.map((step) => squeezed([step.title, step.who, step.due, ...step.lines.map(([, text]) => text)].join(' ')))
      for (const [at, text] of mustSay(plan)) expect(parts[at], `${plan.sop}, step ${card.steps[at]?.id ?? ''}`).toContain(squeezed(text))
      for (const rendered of [cardText(wide, card), plain(cardHtml(card))]) {
        const all = squeezed(rendered)
        for (const part of [...card.starts, ...card.whole, ...card.limits, ...card.ask, ...card.steps.flatMap((step) => [step.title, step.who, step.due ?? '', ...step.lines.map(([, text]) => text)])]) expect(all, plan.sop).toContain(squeezed(part))
        for (const outcome of plan.outcomes) expect(all, plan.sop).toContain(sayFirst(outcome))
      }
      for (const { name, from } of card.outcomes) expect(from.length + card.whole.filter((text) => text.includes(`"${name}"`)).length, `${plan.sop} ${name}`).toBeGreaterThan(0)
    }
  })

  it('speaks no language of machines', () => {
    for (const plan of plans) {
      const text = cardText(wide, cardOf(plan)).split('\n').filter((line) => !line.startsWith('  Do ') && !line.startsWith('  If wrong')).join('\n')
      expect(text, plan.sop).not.toMatch(/\{\{|==|&&|\|\||\bhas\(|\bfacts\.|\bevent\.|undefined|\[object|form_of/)
    }
  })

  it.each(['goodwill-refund', 'dispute-evidence'])('%s reads as it always did', async (name) => {
    const ran = await sop(['card', join(folder, `${name}.yaml`)], { env: { SOP_DIR: folder } })
    expect(ran).toMatchObject({ code: 0, err: '' })
    // Versions change with every comma of the SOP.
    await expect(`${ran.out.replace(/version \w+/, 'version …')}\n`).toMatchFileSnapshot(`cards/${name}.txt`)
  })

  it('is a page by itself, whatever stands in a SOP', async () => {
    const { out } = await sop(['card', join(folder, 'goodwill-refund.yaml'), '--html'])
    expect(out).toMatch(/^<!doctype html>/)
    expect(out).not.toMatch(/<script|src=|href=|url\(/)
    const card = cardOf(plans.find((plan) => plan.sop === 'goodwill-refund')!)
    expect(cardHtml({ ...card, title: '<img src=x onerror=alert(1)> & "more"' })).toContain('<h1>&lt;img src=x onerror=alert(1)&gt; &amp; &quot;more&quot;</h1>')
    expect(JSON.parse((await sop(['card', join(folder, 'goodwill-refund.yaml'), '--json'])).out)).toEqual(JSON.parse(JSON.stringify(card)))
    expect((await sop(['card', 'gone.yaml'])).code).toBe(3)
  })

  it('folds into a narrow terminal', async () => {
    const { out } = await sop(['card', join(folder, 'goodwill-refund.yaml')], { width: 80, env: { SOP_DIR: folder } })
    for (const line of out.split('\n').slice(3)) expect(line.length, line).toBeLessThanOrEqual(80)
  })
})
