import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import type { SignInLinks } from '../../domain/sign-in.ts'
import type { Letter } from '../../domain/state.ts'
import { fakeSignIn } from './fake-sign-in.ts'
import { fakes } from './fakes.ts'

/** A shop whose people sign in by mail; links in memory. */
function shop(send?: () => Promise<never>) {
  const letters: Letter[] = []
  const open = new Map<string, { person: string; browser: string }>()
  const links: SignInLinks = {
    make: async (person, browser) => { const secret = `link-${open.size + 1}`; open.set(secret, { person, browser }); return secret },
    redeem: async (secret, browser) => {
      const found = open.get(secret)
      if (found?.browser !== browser) return undefined
      open.delete(secret)
      return found.person
    },
  }
  const mailer = { send: send ?? (async (letter: Letter) => { letters.push(letter); return { reference: null } }) }
  const made = fakes({ signIn: fakeSignIn({ mail: { links, mailer }, ways: { password: false, mail: true, openid: false } }).parts, settings: { ...fakes().deps.settings, openAccess: false, publicUrl: 'https://ops.shop.test' } })
  return { ...made, letters, open }
}
const ask = (agent: ReturnType<typeof supertest>, name = 'ana') => agent.post('/api/sign-in/mail').send({ name })
const cookiesOf = ({ headers }: { headers: Record<string, string> }): string => (headers['set-cookie'] as unknown as string[]).map((one) => one.split(';')[0]).join('; ')

describe('a link by mail', () => {
  it('signs in whoever asked for it, in that browser, once, and no click but ours does it', async () => {
    const { app, letters } = shop()
    const asked = await ask(supertest(app)).expect(200)
    await expect.poll(() => letters.length).toBe(1)
    const link = /https:\S+/.exec(letters[0]!.body)?.[0] ?? ''
    const secret = new URL(link).hash.slice(1)

    expect(letters[0]).toMatchObject({ to: { email: 'ana@shop.test' } })
    expect(new URL(link).pathname + new URL(link).search).toBe('/sign-in')
    const redeem = () => supertest(app).post('/api/sign-in/mail/redeem').set('Cookie', cookiesOf(asked)).send({ secret })
    const { body, headers } = await redeem().expect(200)
    expect(body.person.id).toBe('ana')
    expect(headers['set-cookie']?.[0]).toMatch(/^__Host-evenkeel=secret-1; .*HttpOnly; Secure; SameSite=Lax/)
    await redeem().expect(401)
  })

  it('is worth nothing to a scanner that opens it, submits forms and runs scripts, and works afterwards all the same', async () => {
    const { app, open } = shop()
    const asked = await ask(supertest(app)).expect(200)
    await expect.poll(() => open.size).toBe(1)

    await supertest(app).get('/sign-in')
    await supertest(app).head('/sign-in')
    const { body } = await supertest(app).post('/api/sign-in/mail/redeem').send({ secret: 'link-1' }).expect(401)
    await supertest(app).post('/api/sign-in/mail/redeem').set('Cookie', '__Host-evenkeel-browser=other').send({ secret: 'link-1' }).expect(401)

    expect(body).toMatchObject({ code: 'wrong-link' })
    await supertest(app).post('/api/sign-in/mail/redeem').set('Cookie', cookiesOf(asked)).send({ secret: 'link-1' }).expect(200)
  })

  it('tells nobody who works here: the answer is the same and comes before anything is sent', async () => {
    const { app, letters } = shop(() => Promise.reject(new Error('the mail server is away')))
    const answers = []
    for (const name of ['ana', 'nobody', 'gone', 'x@y.test']) {
      const { status, text, headers } = await ask(supertest(app), name)
      answers.push([status, text, headers['set-cookie']?.length].join())
    }
    expect(new Set(answers)).toEqual(new Set(['200,{"sent":true},1']))
    expect(letters).toEqual([])
  })

  it('is sent at most thirty times for one address that asks', async () => {
    const { app } = shop()
    for (let tries = 0; tries < 30; tries++) await ask(supertest(app), `p${tries}`).expect(200)
    await ask(supertest(app)).expect(429)
  })

  it('is nothing where nobody signs in by mail', async () => {
    const { body } = await ask(supertest(fakes().app)).expect(404)
    expect(body.code).toBe('sign-in-off')
  })
})
