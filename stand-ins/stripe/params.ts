import { badParameter } from './errors.ts'
import type { Form, FormMap } from './form.ts'

/** What a parameter may be. `texts` is a list of text; `free` a map with names of the caller's choice, such as `metadata`. */
export type Spec = 'text' | 'whole' | 'yes_no' | 'texts' | 'free' | { readonly one_of: readonly string[] } | { readonly map: Specs }
/** Parameters by name. */
export type Specs = Readonly<Record<string, Spec>>
/** A parameter that was checked. */
export type Value = string | number | boolean | readonly string[] | { readonly [name: string]: Value }
/** Checked parameters by name. */
export type Values = Readonly<Record<string, Value>>

/** Metadata: names of up to 40 characters, values of up to 500, at most 50. */
const LONGEST_NAME = 40
const LONGEST_VALUE = 500

/** Checks parameters as the vendor does, the first mistake as `ApiProblem`; what the operation does not know is refused. */
export function readParams(form: FormMap, specs: Specs, within = ''): Values {
  const values: Record<string, Value> = {}
  for (const [name, given] of Object.entries(form)) {
    const param = within === '' ? name : `${within}[${name}]`
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined
    if (spec === undefined) throw badParameter(param, `Received unknown parameter: ${param}`, 'parameter_unknown')
    values[name] = readValue(given, spec, param)
  }
  return values
}

function readValue(given: Form, spec: Spec, param: string): Value {
  if (spec === 'texts') {
    if (Array.isArray(given) && given.every((one) => typeof one === 'string')) return given
    throw badParameter(param, 'Invalid array')
  }
  if (spec === 'free') return readMetadata(given, param)
  if (typeof spec === 'object' && 'map' in spec) {
    if (given === '') return {}
    if (typeof given === 'string' || Array.isArray(given)) throw badParameter(param, 'Invalid object')
    return readParams(given as FormMap, spec.map, param)
  }
  if (typeof given !== 'string') throw badParameter(param, 'Invalid string: {}')
  return readPlain(given, spec, param)
}

function readPlain(given: string, spec: 'text' | 'whole' | 'yes_no' | { readonly one_of: readonly string[] }, param: string): Value {
  if (spec === 'whole') {
    if (!/^-?\d{1,15}$/.test(given)) throw badParameter(param, `Invalid integer: ${given}`, 'parameter_invalid_integer')
    return Number(given)
  }
  if (spec === 'yes_no') {
    if (given !== 'true' && given !== 'false') throw badParameter(param, `Invalid boolean: ${given}`)
    return given === 'true'
  }
  if (typeof spec === 'object' && !spec.one_of.includes(given)) {
    throw badParameter(param, `Invalid ${param}: must be one of ${spec.one_of.slice(0, -1).join(', ')}, or ${spec.one_of.at(-1) ?? ''}`)
  }
  if (given === '') throw badParameter(param, `You passed an empty string for '${param}'.`, 'parameter_invalid_empty')
  return given
}

function readMetadata(given: Form, param: string): Values {
  if (given === '') return {}
  if (typeof given === 'string' || Array.isArray(given)) throw badParameter(param, 'Invalid object')
  const entries = Object.entries(given as FormMap)
  if (entries.length > 50) throw badParameter(param, 'Metadata can have up to 50 keys.')
  for (const [name, value] of entries) {
    if (typeof value !== 'string') throw badParameter(`${param}[${name}]`, 'Metadata values must be strings')
    if (name.length > LONGEST_NAME) throw badParameter(param, `Metadata keys can be up to ${LONGEST_NAME} characters, but you passed in '${name}'.`)
    if (value.length > LONGEST_VALUE)
      throw badParameter(param, `Metadata values can have up to ${LONGEST_VALUE} characters, but you passed in a value that is ${value.length} characters. Invalid value: ${value}`)
  }
  return Object.fromEntries(entries) as Values
}
