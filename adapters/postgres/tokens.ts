import type { ApiToken, ApiTokens } from '../../domain/sign-in.ts'
import type { Database } from './database.ts'
import { hashOf, newSecret } from './secret.ts'
import { guarded } from './unavailable.ts'

/** So that one that was left lying about is recognised, by people and by scanners. */
const PREFIX = 'ek_'
const NAME = /^[a-z0-9][a-z0-9_-]{0,59}$/
const UNIQUE = '23505'
const MINUTE_MS = 60_000

interface Row {
  readonly id: number
  readonly name: string
  readonly roles: readonly string[]
  readonly person: string | null
  readonly created_at: Date
  readonly last_used_at: Date | null
  readonly revoked_at: Date | null
}

const COLUMNS = 'id, name, roles, person, created_at, last_used_at, revoked_at'

/** API tokens in PostgreSQL. That one was used is written once a minute. */
export const createApiTokens = ({ pool }: Pick<Database, 'pool'>): ApiTokens => guarded<ApiTokens>({
  async create({ name, roles, person }, at) {
    if (!NAME.test(name)) throw new RangeError(`"${name}" is no name for a token: use small letters, digits, "-" and "_"`)
    const token = PREFIX + newSecret()
    try {
      const { rows: [made] } = await pool.query<{ id: number }>('insert into api_token (hash, name, roles, person, created_at) values ($1, $2, $3, $4, $5) returning id', [hashOf(token), name, [...roles], person, new Date(at)])
      return { id: String(made?.id), token }
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === UNIQUE) throw new RangeError(`there is a token "${name}" already: revoke it first, or choose another name`, { cause: error })
      throw error
    }
  },
  async find(token, at) {
    if (!token.startsWith(PREFIX)) return undefined
    const { rows: [found] } = await pool.query<Row>({ name: 'find_token', text: `select ${COLUMNS} from api_token where hash = $1 and revoked_at is null`, values: [hashOf(token)] })
    if (found && at - (found.last_used_at?.getTime() ?? 0) >= MINUTE_MS) await pool.query('update api_token set last_used_at = $2 where id = $1', [found.id, new Date(at)])
    return found && tokenOf(found)
  },
  async list() {
    const { rows } = await pool.query<Row>(`select ${COLUMNS} from api_token order by id desc limit 500`)
    return rows.map(tokenOf)
  },
  async revoke(id, at) {
    if (!/^[0-9]{1,15}$/.test(id)) return false
    const { rowCount } = await pool.query('update api_token set revoked_at = $2 where id = $1 and revoked_at is null', [id, new Date(at)])
    return rowCount === 1
  },
})

const tokenOf = ({ id, name, roles, person, created_at, last_used_at, revoked_at }: Row): ApiToken => ({
  id: String(id), name, roles, person, createdAt: created_at.getTime(), lastUsedAt: last_used_at?.getTime() ?? null, revokedAt: revoked_at?.getTime() ?? null,
})
