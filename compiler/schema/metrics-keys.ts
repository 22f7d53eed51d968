import type { Path } from '../places.ts'

const MEASURES = ['count', 'share', 'per_hundred', 'minutes_each', 'hours', 'sole_owner', 'reported']
const METRIC = ['title', 'is', 'owner', 'record', 'kind', 'leads_to', 'over', 'per', 'act', ...MEASURES]
const SELECTION = ['cases', 'tasks', 'decisions', 'effects', 'sop', 'outcome', 'step', 'level', 'breached', 'overridden', 'action', 'input', 'result']

const inMetric = (path: Path): boolean => path[0] === 'metrics' && path.length > 2

/** Which keys exist at a place of `metrics.yaml`, for suggestions. */
export const METRICS_KEYS: readonly (readonly [(path: Path) => boolean, readonly string[]])[] = [
  [(path) => path[0] === 'metrics' && path.length === 2, METRIC],
  [(path) => inMetric(path) && path.at(-1) === 'act', ['above', 'below', 'from']],
  [(path) => inMetric(path) && path.at(-1) === 'share', ['of', 'among']],
  [(path) => inMetric(path) && path.at(-1) === 'hours', ['of', 'from', 'to', 'percentile']],
  [(path) => inMetric(path) && ['per_hundred', 'minutes_each'].includes(String(path.at(-1))), ['of', 'reported']],
  [inMetric, SELECTION],
]
