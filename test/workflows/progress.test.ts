import { describe, expect, it } from 'vitest'
import { createProgress } from '../../workflows/progress.ts'

const settled = async (waits: readonly Promise<void>[]): Promise<readonly boolean[]> => {
  const open = Symbol('open')
  return Promise.all(waits.map(async (wait) => (await Promise.race([wait, Promise.resolve(open)])) !== open))
}

describe('whoever waits for the record', () => {
  it('is answered when their turn is recorded, and not with an earlier one', async () => {
    const progress = createProgress(3)
    const waits = [progress.reaches(3), progress.reaches(4), progress.reaches(5)]

    expect(await settled(waits)).toEqual([true, false, false])
    progress.recorded(4)
    expect(await settled(waits)).toEqual([true, true, false])
    progress.recorded(5)
    expect(await settled(waits)).toEqual([true, true, true])
  })

  it('is answered at once while the database is away, and waits again once it is back', async () => {
    const progress = createProgress(1)
    const before = progress.reaches(2)
    progress.databaseAway()

    expect(await settled([before, progress.reaches(2)])).toEqual([true, true])
    progress.recorded(2)
    expect(await settled([progress.reaches(3)])).toEqual([false])
  })
})
