import fc from 'fast-check'

/**
 * Properties try the same cases in every run, so that a red build speaks of the change it was built from. `EVENKEEL_TEST_SEED=random`
 * looks for new ones, and a number for those of another run.
 */
const asked = process.env['EVENKEEL_TEST_SEED'] ?? '20261122'
if (asked !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(asked) })
