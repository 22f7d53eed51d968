import { Away } from '../../domain/away.ts'
import { ChannelError } from '../../domain/delivery.ts'
import type { Acted, Interaction } from '../../domain/interaction.ts'
import { own } from '../../domain/json.ts'
import type { Organisation } from '../../domain/organisation.ts'
import { Refused } from '../../domain/refusal.ts'
import { openByHand } from '../open.ts'
import type { ActDeps } from './deps.ts'
import { fetchProof } from './files.ts'
import { isAway, standing } from './who.ts'

/**
 * Carries out what somebody did in Slack. Doing it again does nothing twice: the command's id follows from the interaction, files
 * are kept by their hash, a case is opened once a key. Whoever has died, the next one ends it.
 */
export async function carryOut(deps: ActDeps, { asked, from }: Interaction): Promise<Acted> {
  try {
    const [barred, organisation] = await Promise.all([standing(deps.slack, from.user), deps.catalogue.organisation()])
    if (barred) {
      await noteBarred(deps, { asked, from }, barred)
      return { state: 'refused', ...barred }
    }
    return asked.do === 'open' ? await open(deps, asked, organisation) : await command(deps, asked, organisation)
  } catch (error) {
    if (error instanceof Refused) return { state: 'refused', code: error.refusal.code, message: error.refusal.message, ...(error.refusal.fields ? { fields: error.refusal.fields } : {}) }
    if (error instanceof Away) return { state: 'later', reason: error.message }
    if (isAway(error)) return { state: 'later', reason: error.message }
    if (error instanceof ChannelError) return { state: 'refused', code: 'no-file', message: `a file cannot be had from Slack (${error.code}); upload it again` }
    throw error
  }
}

async function open(deps: ActDeps, { sop, by, fields }: Extract<Interaction['asked'], { do: 'open' }>, { people }: Organisation): Promise<Acted> {
  const person = own(people, by)
  if (!person?.active) throw notActive(by)
  const { caseId, started } = await openByHand(deps, person, sop, fields)
  return { state: 'done', note: `${started ? 'opened' : 'is already'} ${caseId}` }
}

async function command(deps: ActDeps, { caseId, command: wanted, files }: Extract<Interaction['asked'], { do: 'command' }>, { people }: Organisation): Promise<Acted> {
  const person = own(people, wanted.by)
  if (!person?.active) throw notActive(wanted.by)
  const fetched = await fetchProof(deps, files, wanted.by)
  const whole = wanted.do === 'complete' && Object.keys(fetched).length > 0 ? { ...wanted, evidence: { ...wanted.evidence, ...fetched } } : wanted
  await deps.cases.command(caseId, whole)
  return { state: 'done' }
}

const notActive = (id: string): Refused => new Refused({ code: 'not-allowed', message: `"${id}" is not active any more and can do nothing here` })

async function noteBarred({ slack, now }: ActDeps, { asked, from }: Pick<Interaction, 'asked' | 'from'>, { code, message }: { readonly code: string; readonly message: string }): Promise<void> {
  if (asked.do !== 'command') return
  const step = 'step' in asked.command ? { step: asked.command.step } : {}
  await slack.refusals.note(asked.caseId, { type: 'refused', at: now(), actor: `slack:${from.user}`, via: 'slack', ...step, detail: { code, message, asked: asked.command.do, commandId: asked.command.commandId } })
}

/** Tells whoever did it that it was not done, why, and how the case stands now. Never throws: the record has it. */
export async function tellRefusal({ slack, reader, log }: ActDeps, { asked, from }: Pick<Interaction, 'asked' | 'from'>, message: string): Promise<void> {
  try {
    const standingNow = asked.do === 'command' ? (await reader.case(asked.caseId))?.summary : undefined
    await slack.desk.whisper(from.place, from.user, slack.pages.reply(refusalText(message, standingNow)))
  } catch (error) {
    log.warn({ err: error, user: from.user }, 'somebody could not be told that what they did in Slack was refused')
  }
}

/** What happened, and how it stands now. */
export const refusalText = (message: string, summary: { readonly label: string; readonly standing: string } | undefined): string =>
  `This was not done: ${message}.${summary ? `\n${summary.label} now: ${summary.standing}.` : ''}`
