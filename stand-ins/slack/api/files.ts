import { newId } from '../ids.ts'
import { fieldsOf, listOf, textOf } from '../json.ts'
import type { Fields } from '../json.ts'
import type { Slack } from '../parts.ts'
import type { StoredFile } from '../world.ts'
import { required, structured } from './call.ts'
import type { Call, Method } from './call.ts'
import { postByApp } from './chat.ts'
import { ApiError, missing } from './error.ts'
import { postingPlace } from './places.ts'
import { fileShape } from './shapes.ts'

const TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', gif: 'image/gif', webp: 'image/webp', heic: 'image/heic', pdf: 'application/pdf',
  txt: 'text/plain', csv: 'text/csv', html: 'text/html', svg: 'image/svg+xml', mp4: 'video/mp4',
}

/** Keeps an upload. The vendor goes by the name's ending, whatever the bytes are. */
export function storeFile(slack: Slack, user: string, name: string, bytes: Buffer): StoredFile {
  const ending = name.split('.').at(-1)?.toLowerCase() ?? ''
  const file: StoredFile = {
    id: newId('F'), name, title: name, mimetype: TYPES[ending] ?? 'application/octet-stream', user,
    created: Math.floor(slack.now() / 1000), bytes,
  }
  slack.world.files.set(file.id, file)
  slack.world.changed()
  return file
}

function info(call: Call): Fields {
  const file = call.slack.world.files.get(required(call, 'file'))
  if (file === undefined) throw new ApiError('file_not_found')
  return { file: fileShape(call.slack, file), comments: [], response_metadata: { next_cursor: '' } }
}

function announce(call: Call): Fields {
  const name = required(call, 'filename')
  if (!(Number(required(call, 'length')) > 0)) throw missing('length')
  const id = newId('F')
  call.slack.coming.set(id, { name, bytes: null })
  return { upload_url: `${call.slack.url}/upload/v1/${id}`, file_id: id }
}

function complete(call: Call): Fields {
  const { slack } = call
  const asked = listOf(structured(call, 'files')).map(fieldsOf)
  if (asked.length === 0) throw missing('files')
  const came = asked.map((one) => slack.coming.get(textOf(one['id'])))
  if (came.some((one) => one === undefined || one.bytes === null)) throw new ApiError('file_not_found')
  const channelId = textOf(call.args['channel_id'])
  const channel = channelId === '' ? null : postingPlace(slack, channelId)
  const files = asked.map((one, index): StoredFile => {
    const stored = storeFile(slack, slack.world.app.userId, came[index]?.name ?? '', came[index]?.bytes ?? Buffer.alloc(0))
    slack.world.files.delete(stored.id)
    const file = { ...stored, id: textOf(one['id']), title: textOf(one['title']) || stored.name }
    slack.world.files.set(file.id, file)
    return file
  })
  if (channel !== null) {
    const links = files.map((file) => `<${textOf(fileShape(slack, file)['permalink'])}|${file.title}>`).join('\n')
    postByApp(slack, {
      channel, text: [textOf(call.args['initial_comment']), links].filter((one) => one !== '').join('\n'), blocks: [],
      threadTs: textOf(call.args['thread_ts']) || null, metadata: null, only: null,
    })
  }
  return { files: files.map((file) => fileShape(slack, file)) }
}

function remove(call: Call): Fields {
  if (!call.slack.world.files.delete(required(call, 'file'))) throw new ApiError('file_not_found')
  call.slack.world.changed()
  return {}
}

/** files.* */
export const fileMethods: Readonly<Record<string, Method>> = {
  'files.info': { tier: 4, scope: 'files:read', run: info },
  'files.delete': { tier: 3, scope: 'files:write', run: remove },
  'files.getUploadURLExternal': { tier: 4, scope: 'files:write', run: announce },
  'files.completeUploadExternal': { tier: 4, scope: 'files:write', run: complete },
}
