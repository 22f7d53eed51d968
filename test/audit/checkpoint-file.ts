import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the test that kills writers and its child keep the file of a database. */
export const fileOf = (url: string): string => join(tmpdir(), `${new URL(url).pathname.slice(1)}.jsonl`)
