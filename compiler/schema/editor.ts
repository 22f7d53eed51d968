import { z } from 'zod'

/** Part of a JSON Schema: what an editor is told of a value. */
export type EditorSchema = Readonly<Record<string, unknown>>

/** What schemas check by functions of their own, told to editors as JSON Schema: the pattern of a text, keys that go together or do not. */
export const EDITOR = z.registry<EditorSchema>()

/** Things of several kinds, each told by its key. */
export const KINDS = z.registry<{ readonly what: string; readonly kinds: Readonly<Record<string, unknown>> }>()

/** Exactly one of these keys is needed. */
export const oneOfKeys = (...keys: readonly string[]): EditorSchema => ({ oneOf: keys.map((key) => ({ required: [key] })) })

/** These keys do not stand together; a single one not at all. */
export const without = (...keys: readonly string[]): EditorSchema => ({ not: { required: keys } })

/** All of these hold. */
export const every = (...hints: readonly EditorSchema[]): EditorSchema => ({ allOf: hints })
