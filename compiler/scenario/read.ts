import type { JsonObject } from '../../domain/json.ts'
import type { Scenario } from '../../domain/scenario.ts'
import type { Path } from '../places.ts'
import type { ScenarioDocument } from '../schema/scenario.ts'
import { readExpectation } from './expectation.ts'
import { readAsks, readFacts } from './facts.ts'
import { readOpening } from './opening.ts'
import { readOutside } from './outside.ts'
import { readConfirm, readExceptions, readPeople } from './people.ts'
import { at, placeOf, usedActions } from './tools.ts'
import type { Tools } from './tools.ts'
import { readZones } from './zones.ts'

/** One scenario with every name checked and every value as the connectors and people would give it. */
export function readScenario(document: ScenarioDocument, path: Path, tools: Tools): Scenario {
  return {
    name: document.name,
    startsAt: at(document.starts),
    ...readOpening(document, path, tools),
    ...readZones(document, tools),
    facts: readFacts(document, path, tools),
    systems: readSystems(document, path, tools),
    people: readPeople(document, path, tools),
    exceptions: readExceptions(document, path, tools),
    confirm: readConfirm(document, path, tools),
    asks: readAsks(document, path, tools),
    ...readOutside(document, path, tools),
    ...readCancel(document, path, tools),
    expect: readExpectation(document, path, tools),
  }
}

function readCancel({ cancel }: ScenarioDocument, path: Path, tools: Tools): Pick<Scenario, 'cancel'> {
  if (!cancel) return {}
  tools.person(cancel.by, [...path, 'cancel', 'by'])
  return { cancel: { after: tools.after(cancel.after, [...path, 'cancel', 'after']), by: cancel.by, because: cancel.because } }
}

function readSystems(document: ScenarioDocument, path: Path, tools: Tools): Scenario['systems'] {
  return Object.fromEntries(
    Object.entries(document.systems).map(([name, answers]) => {
      const here = [...path, 'systems', name]
      tools.known(name, usedActions(tools.plan), 'action in this SOP', here, 'key')
      const read = (values: JsonObject, index: number): JsonObject =>
        tools.values.fields(values, tools.outputs(name), `"${name}"`, [...placeOf(here, index, tools.parsed), 'ok'])
      return [name, answers.map((answer, index) => ('fails' in answer ? { fails: answer.fails } : { ok: read(answer.ok, index) }))]
    }),
  )
}
