import type { Command } from './event.ts'
import type { FieldProblem } from './form.ts'
import type { JsonObject } from './json.ts'
import type { Alarms } from './ports.ts'

/**
 * Something that a person did in a channel that cannot wait for us: kept before it is acknowledged, done afterwards. Its id follows
 * from what was done, so that telling it again is the same interaction.
 */
export interface Interaction {
  readonly id: string
  readonly asked: Asked
  readonly from: Interlocutor
}

/** What is asked: a command with proof that is still to be fetched, or a case to be opened by a SOP's own form. */
export type Asked =
  | { readonly do: 'command'; readonly caseId: string; readonly command: Command; readonly files: Readonly<Record<string, readonly FileToFetch[]>> }
  | { readonly do: 'open'; readonly sop: string; readonly by: string; readonly fields: JsonObject }

/** A file that a person gave to a channel, by the channel's id of it. */
export interface FileToFetch {
  readonly id: string
  readonly kind: 'photo' | 'file'
  readonly name: string
}

/** Who did it, as the channel knows them, and where they did it, to be answered there. */
export interface Interlocutor {
  readonly channel: 'slack'
  readonly user: string
  readonly place: string | null
}

/** What came of it. `later` is nobody's fault and comes again by itself. */
export type Acted =
  | { readonly state: 'done'; readonly note?: string }
  | { readonly state: 'refused'; readonly code: string; readonly message: string; readonly fields?: readonly FieldProblem[] }
  | { readonly state: 'later'; readonly reason: string }

/** Interactions that were acknowledged, kept until something came of them. */
export interface Interactions {
  /**
   * Keeps it for whoever calls, who then acts on it: nobody else does for a while. `repeat`: it is known, and with somebody or
   * done. One that was refused may be asked again. `conflict`: the id is known for something else.
   */
  keep(interaction: Interaction): Promise<'kept' | 'repeat' | 'conflict'>
  /** What came of one that was kept; with `later`, it is due again after a pause. */
  settle(id: string, acted: Acted): Promise<void>
  /** Acts on up to `limit` that are due because whoever kept them did not come to an end; resolves with how many were taken. */
  actOnDue(limit: number, act: (interaction: Interaction) => Promise<Acted>): Promise<number>
}

/** Raises the alarm that nobody will do what somebody did, for `onParked`. What keeps the alarm from being kept is reported. */
export const interactionParked = ({ raise }: Pick<Alarms, 'raise'>, report: (what: string, error: unknown) => void) => (id: string, reason: string): void => {
  report(`what somebody did in Slack was given up: ${reason}`, undefined)
  void raise('interaction-parked', id, reason).catch((error: unknown) => report('the alarm could not be kept', error))
}
