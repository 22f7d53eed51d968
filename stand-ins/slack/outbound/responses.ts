import { contentOf, postByApp } from '../api/chat.ts'
import { ApiError } from '../api/error.ts'
import { fieldsOf, parseJson, textOf } from '../json.ts'
import type { Fields } from '../json.ts'
import type { ResponsePlace, Slack } from '../parts.ts'
import { dropMessage, messageAt, putMessage } from '../world.ts'
import { useResponse } from './payloads.ts'

/** What the app posted to a response address: status and body of our answer. */
export function respond(slack: Slack, id: string, body: string): readonly [status: number, body: Fields] {
  const seq = slack.log.add({ kind: 'response', id, body: parseJson(body) ?? body })
  const refused = useResponse(slack, id)
  const place = slack.responses.get(id)
  const answer = refused !== null || place === undefined ? ([404, { ok: false, error: refused ?? 'no_such_url' }] as const)
    : attempt(slack, place, body)
  slack.log.add({ kind: 'answer', to: seq, status: answer[0], body: answer[1] })
  return answer
}

function attempt(slack: Slack, place: ResponsePlace, body: string): readonly [number, Fields] {
  try {
    put(slack, place, fieldsOf(parseJson(body)))
    return [200, { ok: true }]
  } catch (problem) {
    if (problem instanceof ApiError) return [400, { ok: false, error: problem.code, ...problem.more }]
    throw problem
  }
}

/**
 * Puts the app's answer where it belongs: in place of the message, away with the message, or as a new one, which only the person
 * sees unless `response_type` is `in_channel`.
 */
export function put(slack: Slack, place: Pick<ResponsePlace, 'user' | 'channel' | 'ts' | 'threadTs'>, given: Fields): void {
  const original = place.ts === null ? undefined : messageAt(slack.world, place.channel, place.ts)
  if (given['delete_original'] === true) return original === undefined ? undefined : dropMessage(slack.world, original)
  const content = contentOf(given['text'], given['blocks'])
  if (given['replace_original'] === true && original !== undefined) {
    return putMessage(slack.world, { ...original, text: content.text, blocks: content.blocks ?? [] })
  }
  const channel = slack.world.channels.get(place.channel)
  if (channel === undefined) throw new ApiError('channel_not_found')
  const everybody = given['response_type'] === 'in_channel'
  const threadTs = textOf(given['thread_ts']) || (everybody ? null : place.threadTs)
  postByApp(slack, { ...content, channel, threadTs, metadata: null, only: everybody ? null : place.user })
}
