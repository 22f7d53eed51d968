import { createHash } from 'node:crypto'
import { wordsFor } from '../../adapters/email/words.ts'
import type { MailLinkParts } from '../../api/mail-links/parts.ts'
import { MOST_WRONG_CODES, type DeadLink, type LinkFor, type MailLink } from '../../domain/mail/link.ts'
import { NOW } from './fakes.ts'

const CODE = '402519'

/** Links in memory, as the database keeps them. */
export function mailBook() {
  const links = new Map<string, MailLink & { readonly code: string; readonly tries: number }>()
  const noted: { readonly why: DeadLink; readonly link: string | undefined }[] = []
  const idOf = (token: string): string => createHash('sha256').update(token).digest('hex')
  const change = (id: string, change: Partial<MailLink & { tries: number }>): void => {
    const link = links.get(id)
    if (link) links.set(id, { ...link, ...change })
  }
  const parts: MailLinkParts = {
    words: wordsFor,
    moneyActions: new Set(['shop.pay']),
    links: {
      issue: async () => { throw new Error('nothing is issued here') },
      find: async (token) => links.get(idOf(token)),
      check: async (token, code) => {
        const link = links.get(idOf(token))
        if (!link || link.tries >= MOST_WRONG_CODES) return { code: 'locked' }
        if (link.code === code) return { code: 'right' }
        change(link.id, { tries: link.tries + 1, locked: link.tries + 1 >= MOST_WRONG_CODES })
        return link.tries + 1 >= MOST_WRONG_CODES ? { code: 'locked' } : { code: 'wrong', left: MOST_WRONG_CODES - link.tries - 1 }
      },
      used: async (id, what) => { if (links.get(id)?.usedAt === null) change(id, { usedAt: NOW, usedFor: what }) },
      note: async (why, link) => void noted.push({ why, link: link?.id }),
    },
  }
  return {
    parts, noted, CODE, links, idOf, change,
    /** A link to Ana's inspection, unless said otherwise. */
    give(of: Partial<LinkFor & MailLink> = {}): string {
      const token = String(links.size + 1).padStart(40, 'b')
      links.set(idOf(token), {
        id: idOf(token), purpose: 'page', caseId: 'c1', step: 'inspect', instance: 'inspect#1', epoch: 1, person: 'ana', expiresAt: NOW + 86_400_000,
        usedAt: null, usedFor: null, locked: false, code: CODE, tries: 0, ...of,
      })
      return token
    },
  }
}
