import { createCheckpointFile } from '../../adapters/checkpoints/file.ts'
import { readCheckpointKey } from '../../adapters/checkpoints/key.ts'
import { createAlarms } from '../../adapters/postgres/alarms.ts'
import { sha256 } from '../../adapters/postgres/chain.ts'
import { createCheckpointHeads } from '../../adapters/postgres/checkpoint-heads.ts'
import { openDatabase } from '../../adapters/postgres/database.ts'
import { createCheckpoints } from '../../dispatcher/checkpoints.ts'
import { orders } from '../adapters/postgres/crew.ts'
import { fileOf } from './checkpoint-file.ts'

/** Writes checkpoints as fast as it can, to be killed. */
const url = process.argv[2] ?? ''
const database = openDatabase(url)
const path = fileOf(url)
const checkpoints = createCheckpoints({
  heads: createCheckpointHeads(database), file: createCheckpointFile(path), copies: [], signer: readCheckpointKey({ pem: undefined, file: `${path}.key`, make: true }),
  sha256, alarms: createAlarms(database), now: () => Date.now(),
})
await orders()
for (;;) await checkpoints.write()
