import { z } from 'zod'
import { Instant, Name } from './common.ts'

const Span = { from: Instant, to: Instant }
const People = z.array(z.string()).meta({ description: 'ids of people' })
const Reason = z.object({ person: z.string(), why: z.string() })

/** Who is on at an instant, why, and why nobody else is: the same as `sop roster who --json`. */
export const WhoIsOn = z
  .object({
    people: z.array(z.object({ id: z.string(), why: z.string() })),
    fallbackUsed: z.boolean(),
    receipt: z.object({
      roster: z.string(),
      organisationVersion: z.string(),
      at: Instant,
      by: z.enum(['roster', 'fallback', 'sink', 'nobody']),
      people: z.array(
        z.object({
          id: z.string(),
          why: z.string(),
          layers: z.array(z.string()),
          since: Instant.nullable(),
          instead: z.array(z.object({ of: z.string(), by: z.enum(['swap', 'override', 'absence']) })),
        }),
      ),
      considered: z.array(Reason),
    }),
  })
  .meta({ id: 'WhoIsOn' })

/** A change to a roster, with who made it, when and why, and what became of it. */
export const RosterChange = z
  .object({
    id: z.string().nullable().meta({ description: 'null for one of the organisation file' }),
    do: z.enum(['replace', 'add', 'remove', 'swap', 'absence']),
    person: z.string(),
    with: z.string().nullable().meta({ description: 'who is on instead; of an offered shift null until somebody takes it, of an absence who covers' }),
    ...Span,
    because: z.string(),
    made: z.object({ by: z.string(), at: Instant }).nullable(),
    taken: z.object({ by: z.string(), at: Instant }).nullable(),
    takenBack: z.object({ by: z.string(), at: Instant, because: z.string() }).nullable(),
    state: z.enum(['now', 'coming', 'over', 'offered', 'taken_back', 'void']).meta({ description: 'void: the file no longer has somebody whom it names' }),
  })
  .meta({ id: 'RosterChange' })

/** Who is on when, and when nobody is. */
export const RosterSchedule = z
  .object({ shifts: z.array(z.object({ ...Span, people: People })), gaps: z.array(z.object(Span)) })
  .meta({ id: 'RosterSchedule' })

/** An open task that a roster gives out, and whether its holder is on. */
const RosterTask = z.object({
  caseId: z.string(),
  step: z.string(),
  title: z.string(),
  label: z.string(),
  holder: z.string().nullable(),
  claimed: z.boolean(),
  onNow: z.boolean(),
})

/** One roster for its page. */
export const Roster = z
  .object({
    id: z.string(),
    zone: z.string(),
    one: z.boolean(),
    fallback: z.string().nullable(),
    roles: z.array(z.string()),
    people: People,
    now: WhoIsOn,
    next: z.object({ at: Instant, people: People }).nullable().meta({ description: 'when others are on, and who; empty for nobody' }),
    ...RosterSchedule.shape,
    single: z.boolean().meta({ description: 'nobody else can be put on: a single point of failure' }),
    changes: z.array(RosterChange).meta({ description: 'newest first' }),
    tasks: z.array(RosterTask),
  })
  .meta({ id: 'Roster' })

/** Every roster between two instants. */
export const RosterList = z.object({
  now: Instant,
  ...Span,
  mayChange: z.boolean(),
  rosters: z.array(Roster),
  absences: z.array(RosterChange).meta({ description: 'who is away, now, soon or lately; newest first' }),
})

const Day = z.string().max(40)

/** Which stretch of time; a week from now when left out. */
export const RosterQuery = z.object({ from: Day.optional(), to: Day.optional() })
/** At which instant; now when left out. */
export const WhoQuery = z.object({ at: Day.optional() })
/** Which roster. */
export const RosterParams = z.object({ roster: Name })
/** Which change. */
export const ChangeParams = z.object({ change: Name })

const CommandId = z.string().min(1).max(100).meta({ description: 'chosen by the client and the id of the change; sending it again changes nothing more' })
const Because = z.string().max(500).meta({ description: 'why, for whoever reads the receipt' })
const Moment = z
  .string()
  .max(40)
  .meta({ description: 'a wall time such as "2026-11-26 08:00" in `zone`, or an instant with its offset', example: '2026-11-26 08:00' })

/** Changes a roster for a time. */
export const ChangeBody = z.strictObject({
  commandId: CommandId,
  do: z.enum(['replace', 'add', 'remove', 'swap']),
  person: Name,
  with: Name.optional().meta({ description: 'who is on instead; a swap without it offers the shift' }),
  from: Moment,
  to: Moment,
  zone: z.string().max(60).optional().meta({ description: "of wall times; the roster's when left out" }),
  because: Because,
})
/** Enters when somebody is away, from every roster and role. */
export const AbsenceBody = z.strictObject({
  commandId: CommandId,
  person: Name,
  cover: Name.optional().meta({ description: 'who acts for them' }),
  from: Moment,
  to: Moment,
  zone: z.string().max(60).optional().meta({ description: "of wall times; the person's when left out" }),
  because: Because,
})
/** Takes an offered shift. */
export const TakeBody = z.strictObject({ commandId: CommandId })
/** Takes a change back. */
export const TakeBackBody = z.strictObject({ commandId: CommandId, because: Because })

/** What a change would do: who is on then before and after it, and which open tasks are in the hands of somebody who then is not on. */
export const ChangePreview = z
  .object({ before: RosterSchedule, after: RosterSchedule, tasks: z.array(RosterTask) })
  .meta({ id: 'ChangePreview' })
/** What an absence would do: the rosters on which others are on, and the open tasks of whoever is away. */
export const AbsencePreview = z
  .object({ rosters: z.array(z.object({ roster: z.string(), before: RosterSchedule, after: RosterSchedule })), tasks: z.array(RosterTask) })
  .meta({ id: 'AbsencePreview' })
/** The change as it was kept. */
export const ChangeMade = z.object({
  change: RosterChange,
  untold: z.array(z.string()).meta({ description: 'cases that could not be told just now: they are told as soon as that can be done, and their tasks follow then' }),
})

/** Whom a role, roster or person yields at an instant. */
export const TargetQuery = z.object({ target: Name, at: Day.optional() })
/** Whom it yields, by the rules and the organisation of now. */
export const TargetYield = z
  .object({ people: z.array(z.object({ id: z.string(), why: z.string() })), considered: z.array(Reason), none: z.string().nullable() })
  .meta({ id: 'TargetYield' })

/** Human steps that nobody on shift would see before they are due, in the next 30 days. */
export const Coverage = z
  .object({
    ...Span,
    steps: z.array(
      z.object({ sop: z.string(), sopTitle: z.string(), step: z.string(), target: z.string(), stretches: z.array(z.object(Span)) }),
    ),
  })
  .meta({ id: 'Coverage' })

/** The compiled organisation in force, as the command line works with it. */
export const OrganisationInForce = z.object({ organisation: z.looseObject({ name: z.string(), version: z.string(), fileVersion: z.string().optional(), zone: z.string() }) })
