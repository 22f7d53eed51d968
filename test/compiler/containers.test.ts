import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../bench/numbers.ts'
import { compileSop } from '../../compiler/compile.ts'
import { sourceFile } from '../../compiler/source.ts'
import { fixture, world } from './world.ts'

/** A fixture with replacements; each must hit. */
function changed(name: string, ...changes: readonly (readonly [string, string])[]) {
  const text = changes.reduce((all, [from, to]) => {
    expect(all).toContain(from)
    return all.replace(from, to)
  }, fixture(`${name}.yaml`))
  const source = sourceFile(`${name}.yaml`, text)
  const { plan, diagnostics } = compileSop(source, world)
  return { plan, said: diagnostics.map((each) => `${each.code} ${source.position(each.span.start).line}: ${each.message}`) }
}
const lines = (...changes: readonly (readonly [string, string])[]) => changed('lines', ...changes)
/** What is said, without the line. */
const words = (result: { said: readonly string[] }) => result.said.map((each) => each.replace(/ \d+:/, ''))
const when = 'when: steps.shelf.status == "open" && steps.noted.status == "ok"'

describe('steps inside steps', () => {
  it('are lowered after the step that holds them, with its id and their branch', () => {
    const { plan, said } = lines()
    expect(said).toEqual([])
    expect(plan?.steps.map(({ id, holder }) => [id, holder?.step, holder?.branch].filter(Boolean).join(' '))).toEqual([
      'inspect', 'grade inspect', 'book inspect', 'closed inspect', 'pay',
      'books', 'books.goods.1 books goods', 'shelf books goods', 'noted books note', 'tell', 'stop',
    ])
  })

  it('end their branch or element where the list ends, whatever their outcome', () => {
    const { plan } = lines(["        action: shopify.close_return\n        with: { return_id: line.id }\n        when: '!has(steps.book) || steps.book.shelf != \"none\"'\n", `        task: Close {{ line.title }}
        assign: inspector
        sla: 4h
        do: Close it.
        check: [The line is closed]
        if_wrong: Choose open.
        outcomes: [shut, open]
`])
    expect(plan?.steps.find(({ id }) => id === 'closed')?.routes).toEqual({ shut: { end: true }, open: { end: true } })
  })

  it('say what runs and how many at once', () => {
    const steps = lines().plan?.steps
    expect(steps?.[0]).toMatchObject({ kind: 'each', name: 'line', most: 50, atOnce: 2, waitFor: 'all', first: 'grade' })
    expect(lines(['    at_once: 2\n', '    wait_for: any\n']).plan?.steps[0]).toMatchObject({ atOnce: 5, waitFor: 1 })
    expect(steps?.find(({ id }) => id === 'books')).toMatchObject({
      branches: [{ name: 'goods', first: 'books.goods.1' }, { name: 'note', first: 'noted' }],
      waitFor: 'all',
    })
  })

  it('are told apart by their ids over the whole file', () => {
    expect(lines(['id: noted', 'id: grade'], [' && steps.noted.status == "ok"', '']).said).toEqual([
      'SOP208 56: the id "grade" is used twice',
    ])
  })

  it('are reported where they stand', () => {
    expect(lines(['          action: shopify.return\n', '          action: shopify.retrun\n']).said[0]).toBe('SOP303 53: there is no action "shopify.retrun"')
    expect(lines(['with: { return_id: line.id }', 'with: { return_id: line.ids }']).said).toEqual(['SOP307 39: there is no "ids" in "line"'])
  })

  it('need an id at the top level only', () => {
    expect(words(lines(['  - id: pay\n    call', '  - call']))).toEqual(['SOP202 missing key "id"'])
  })

  it('are read through the results of their list from outside it', () => {
    const result = lines([when, 'when: steps.grade.outcome == "good"'])
    expect(words(result)).toEqual(['SOP307 there is no "grade" in "steps"'])
    expect(lines([when, 'when: \'steps.inspect.results.all(each, each.grade.outcome == "good")\'']).said).toEqual([])
    expect(words(lines([when, 'when: \'steps.inspect.results.all(each, each.grade.outcome == "goood")\'']))).toEqual(['SOP412 "goood" is none of the choices'])
  })
})

describe('routes of steps inside steps', () => {
  it('lead neither out of a branch nor into one', () => {
    expect(lines(['bad: closed', 'bad: stop']).said).toEqual(['SOP470 31: "stop" stands outside "inspect", and a route stays inside'])
    expect(words(lines(['refused: stop }', 'refused: noted }']))).toEqual(['SOP470 "noted" stands inside "books"'])
    expect(words(lines(['          with: { return_id: \'"R"\' }\n    wait_for', '          with: { return_id: \'"R"\' }\n          next: shelf\n    wait_for']))).toEqual([
      'SOP470 "shelf" stands outside "books", and a route stays inside',
    ])
  })

  it('do not end the case', () => {
    expect(words(lines(['with: { return_id: line.id }\n', 'with: { return_id: line.id }\n        finish: paid\n']))).toEqual([
      'SOP470 "finish" ends the case, and "closed" stands inside "inspect"',
    ])
  })

  it('are bounded where they go round', () => {
    expect(words(lines(['bad: closed', 'bad: grade']))).toEqual(['SOP405 the loop "grade" → "grade" has no bound'])
  })

  it('of the step that holds them may lead on when it fails', () => {
    expect(lines(['    wait_for: all\n', '    on: { failed: stop }\n']).said).toEqual([])
    expect(words(lines(['    wait_for: all\n', '    on: { abandoned: stop }\n']))).toEqual(['SOP407 "books" never ends as "abandoned"'])
  })

  it('must say where a missed deadline leads, and only then', () => {
    expect(words(lines(['    wait_for: all\n', '    deadline: { at: facts.order.placed_at }\n']))).toEqual(['SOP402 the outcome "expired" of "books" leads nowhere'])
    expect(lines(['    wait_for: all\n', '    deadline: { at: facts.order.placed_at }\n    on: { expired: stop }\n']).said).toEqual([])
    expect(words(lines(['    wait_for: all\n', '    on: { expired: stop }\n']))).toEqual(['SOP407 "books" never ends as "expired"'])
  })
})

describe('what a case knows of branches', () => {
  it('is what all of them did, once all are done', () => {
    expect(lines([when, 'when: steps.shelf.status == "open"']).said).toEqual([])
  })

  it('is nothing for certain when one or some are enough, or one failed', () => {
    const absent = ['"steps.shelf" may be absent here: "shelf" may not have run', '"steps.noted" may be absent here: "noted" may not have run'].map((each) => `SOP413 ${each}`)
    expect(words(lines(['wait_for: all', 'wait_for: any']))).toEqual(absent)
    expect(words(lines(['wait_for: all', 'wait_for: 1']))).toEqual(absent)
    expect(lines(['wait_for: all', 'wait_for: 2']).said).toEqual([])
    expect(words(lines(['wait_for: all', 'on: { failed: tell }']))).toEqual(absent)
  })

  it('does not include what the branch beside does meanwhile', () => {
    const beside = (of: string) => lines(['          with: { return_id: \'"R"\' }\n    wait_for', `          with: { return_id: ${of} }\n    wait_for`])
    expect(words(beside('steps.shelf.status'))).toEqual(['SOP413 "steps.shelf" may be absent here: "shelf" may not have run'])
    expect(beside('\'has(steps.shelf) ? steps.shelf.status : "R"\'').said).toEqual([])
    expect(beside('steps.pay.outcome').said).toEqual([])
    const failing = lines(
      ['          action: shopify.return\n', '          action: shopify.return\n          on: { failed: instead }\n          next: instead\n'],
      ['      note:\n', '        - { id: instead, action: shopify.close_return, with: { return_id: \'"R"\' } }\n      note:\n'],
      ['          with: { return_id: \'"R"\' }\n    wait_for', '          with: { return_id: \'has(steps.shelf) ? steps.shelf.status : "R"\' }\n    wait_for'],
      [when, 'when: steps.instead.outcome == "ok"'],
    )
    expect(words(failing)).toEqual(['SOP413 "steps.shelf.status" may be absent here: not every outcome of "shelf" has it'])
  })

  it('includes only what every path of a branch has done', () => {
    const skipping = lines(['        - id: shelf\n', '        - id: shelf\n          when: facts.order.quantity > 1\n'])
    expect(words(skipping)).toEqual(['SOP413 "steps.shelf" may be absent here: "shelf" may not have run'])
  })

  it('begins afresh when the step that holds them is visited again', () => {
    const again = lines(
      ['    wait_for: all\n', '    at_most: 3\n    on: { too_often: stop }\n    next: tell\n'],
      ['    finish: paid\n', '    finish: paid\n    on: { skipped: books }\n'],
      ['        - action: shopify.close_return\n          with: { return_id: \'"R"\' }', '        - action: shopify.close_return\n          with: { return_id: steps.noted.status }'],
    )
    expect(words(again)).toEqual(['SOP413 "steps.noted" may be absent here: "noted" may not have run'])
  })
})

describe('the elements of a list', () => {
  it('have the type that the list has', () => {
    expect(words(lines(['form.quantity <= line.quantity', 'form.quantity <= line.title']))[0]).toMatch(/^SOP412 /)
    expect(words(lines(['form.quantity <= line.quantity', 'form.quantity <= line.qty']))).toEqual(['SOP307 there is no "qty" in "line"'])
  })

  it('are known inside only', () => {
    expect(words(lines(['amount: facts.order.value', 'amount: line.unit_price']))).toEqual(['SOP307 there is no "line" here'])
  })

  it('are shown beside the task that reads them', () => {
    const grade = lines().plan?.steps.find(({ id }) => id === 'grade')
    expect(grade?.kind === 'task' && grade.shows.map(({ tree }) => tree)).toContainEqual({ is: 'read', path: ['element', 'line', 'quantity'] })
  })

  it('are asked for before an optional value of theirs is read', () => {
    const of = (value: string) => lines(['each: { line: facts.order.lines,', 'each: { line: "[facts.order]",'], ['with: { return_id: line.id }', `with: { return_id: ${value} }`], ['Grade {{ line.title }}', 'Grade'], ['line.sku, ', 'line.id, '], ["steps.inspect.results.map(each, each.line.sku)", '["a"]'])
    expect(words(of('"size(string(line.delivered_at)) > 0 ? line.id : line.id"')).at(-1)).toContain('"line.delivered_at" may be absent here')
    expect(of('"has(line.delivered_at) ? line.id : line.name"').said).toEqual([])
  })

  it('have a name that stands once', () => {
    expect(words(lines(['each: { line:', 'each: { event:']))[0]).toBe('SOP308 "event" is a word of the language')
    expect(words(lines(['facts:\n', 'let:\n  line: 3\nfacts:\n']))).toContain('SOP308 "line" is a value already')
  })

  it('are of one list, and bounded', () => {
    expect(words(lines([', at_most: 50 }', ' }']))).toEqual(['SOP202 missing key "at_most"'])
    expect(words(lines(['line: facts.order.lines, at', 'at']))).toEqual(['SOP202 "each" names no list'])
    expect(words(lines(['at_most: 50 }', 'at_most: 50, other: facts.order.lines }']))).toEqual(['SOP207 "each" goes over one list, and "other" is a second'])
    expect(words(lines(['line: facts.order.lines', 'line: facts.order.value']))[0]).toBe('SOP412 "each" goes over a list, and this is money')
  })
})

describe('counts of branches and elements', () => {
  it('are never more than there can be', () => {
    expect(words(lines(['wait_for: all', 'wait_for: 3']))).toEqual(['SOP473 there are never 3 branches to wait for'])
    expect(words(lines(['at_once: 2', 'wait_for: 51']))).toEqual(['SOP473 there are never 51 elements to wait for'])
    expect(words(lines(['wait_for: all', 'wait_for: some']))).toEqual(['SOP203 "wait_for": expected all, any or a number'])
  })
})

describe('a SOP of more steps than anybody follows', () => {
  it('is refused, wherever the steps stand', () => {
    const steps = (of: number) => Array.from({ length: of }, () => '        - { action: shopify.close_return, with: { return_id: \'"R"\' } }').join('\n')
    const branches = Array.from({ length: 6 }, (_, at) => `      b${at}:\n${steps(90)}`).join('\n')
    expect(words(lines(['    parallel:\n', `    parallel:\n${branches}\n`]))).toEqual(['SOP203 the SOP has 551 steps, more than 500'])
    const spent = stopwatch()
    const most = Array.from({ length: 6 }, (_, at) => `      b${at}:\n${steps(80)}`).join('\n')
    expect(lines(['    parallel:\n', `    parallel:\n${most}\n`]).said).toEqual([])
    expect(spent().cpuMs).toBeLessThan(8_000)
  })
})

describe('several triggers', () => {
  it('need has() for what some of them do not give', () => {
    expect(words(lines(["'has(event.order_id) ? event.order_id : \"none\"'", 'event.order_id']))).toEqual([
      'SOP413 "event.order_id" may be absent here: not every trigger gives it',
    ])
  })

  it('may be a time of the day on some days', () => {
    expect(lines().plan?.triggers[1]).toEqual({ kind: 'every', days: [0, 1, 2, 3, 4], minute: 480 })
    expect(lines(['mon-fri 08:00', 'sun,fri-mon 23:30']).plan?.triggers[1]).toEqual({ kind: 'every', days: [0, 4, 5, 6], minute: 1410 })
    for (const wrong of ['mon-fri', '08:00', 'mon 8:00', 'mon 24:00', 'someday 08:00', 'mon  08:00:00'])
      expect(words(lines(['mon-fri 08:00', `"${wrong}"`]))).toEqual([`SOP203 "${wrong}" is no days with a time`])
  })
})
