import type { Path } from '../../places.ts'

/** Keys of the top of an organisation file. */
export const ORGANISATION = [
  'organisation', 'zone', 'locale', 'sink', 'customer_messages', 'people', 'roles', 'calendars', 'rosters', 'escalations', 'absences',
  'systems', 'limits', 'sources',
]

const CALENDAR = ['zone', 'open', 'closed', 'special', 'holidays']
const under =
  (top: string, depth: number) =>
  (path: Path): boolean =>
    path[0] === top && path.length === depth
const within =
  (top: string, key: string, depth: number) =>
  (path: Path): boolean =>
    path[0] === top && path[depth] === key

/** Which keys exist where in an organisation file, for suggestions; the first place that fits counts. */
export const ORGANISATION_KEYS: readonly (readonly [(path: Path) => boolean, readonly string[]])[] = [
  [under('customer_messages', 1), ['quiet']],
  [under('people', 2), ['name', 'email', 'slack', 'zone', 'locale', 'active', 'manager', 'quiet', 'access']],
  [under('roles', 2), ['accountable_for', 'people', 'roster', 'pick', 'may_approve']],
  [under('calendars', 2), CALENDAR],
  [within('calendars', 'open', 2), ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'daily', 'mon-fri']],
  [within('calendars', 'holidays', 2), ['country', 'region', 'add', 'except']],
  [under('rosters', 2), ['zone', 'one', 'fallback', 'layers', 'overrides', 'swaps']],
  [(path) => path[0] === 'rosters' && path.at(-1) === 'rotation', ['every', 'from', 'people', 'advance_on', 'calendar']],
  [(path) => within('rosters', 'layers', 2)(path) && path.length === 4, ['name', 'priority', 'rotation', 'hours']],
  [within('rosters', 'overrides', 2), ['from', 'to', 'replace', 'with', 'add', 'remove', 'because']],
  [within('rosters', 'swaps', 2), ['from', 'to', 'of', 'taken_by']],
  [under('escalations', 2), ['repeat', 'repeat_after', 'acknowledged_for', 'levels']],
  [(path) => path[0] === 'absences', ['person', 'from', 'to', 'because', 'cover']],
  [under('systems', 2), ['http', 'hosts', 'secret']],
  [under('limits', 2), ['per_case', 'per_day', 'per_person_day']],
  [(path) => path[0] === 'sources' && path.at(-1) === 'signature', ['header', 'algorithm', 'encoding']],
  [under('sources', 2), ['secret', 'signature', 'id', 'events']],
]
