import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import type { Accounts } from '../../domain/sign-in.ts'
import type { Database } from './database.ts'
import { guarded } from './unavailable.ts'

interface Cost {
  readonly N: number
  readonly r: number
  readonly p: number
}

/** 32 MiB and a tenth of a second a try, as OWASP's password storage cheat sheet has it for scrypt. */
const COST: Cost = { N: 2 ** 15, r: 8, p: 3 }
const SHORTEST = 10
const LONGEST = 200
const KEY_BYTES = 32
/** Nobody's password: what people without one are checked against, so that they take as long. */
const NOBODYS = `scrypt$${COST.N}$${COST.r}$${COST.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`

/** Accounts in PostgreSQL. */
export const createAccounts = ({ pool }: Pick<Database, 'pool'>): Accounts => guarded<Accounts>({
  async setPassword(person, password) {
    if ([...password].length < SHORTEST || password.length > LONGEST) throw new RangeError(`a password has ${SHORTEST} to ${LONGEST} characters; take a few words that belong together for nobody else`)
    await pool.query(
      'insert into account (person, password) values ($1, $2) on conflict (person) do update set password = excluded.password, changed_at = clock_timestamp()',
      [person, await hashed(password)],
    )
  },
  async isPassword(person, password) {
    const { rows: [found] } = await pool.query<{ password: string }>({ name: 'find_account', text: 'select password from account where person = $1', values: [person ?? ''] })
    const right = await fits(password.slice(0, LONGEST + 1), found?.password ?? NOBODYS)
    // HMAC, which scrypt begins with, takes zeros behind a short key for nothing.
    return right && found !== undefined && person !== null && !password.includes('\0')
  },
  async count() {
    const { rows: [found] } = await pool.query<{ n: number }>('select count(*) as n from account')
    return found?.n ?? 0
  },
})

async function hashed(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, COST)
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

async function fits(password: string, kept: string): Promise<boolean> {
  const [, n = '', r = '', p = '', salt = '', key = ''] = kept.split('$')
  const found = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(n), r: Number(r), p: Number(p) })
  const wanted = Buffer.from(key, 'base64url')
  return wanted.length === found.length && timingSafeEqual(wanted, found)
}

/** The same letters give the same password however a keyboard composes them. */
const derive = (password: string, salt: Buffer, cost: Cost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { ...cost, maxmem: 256 * cost.N * cost.r }, (error, key) => (error ? reject(error) : resolve(key)))
  })
