/**
 * Gives an object values that are worked out when first read: holidays and zones take longer than all other checks together,
 * and who only checks a file reads neither. To everybody else they are plain properties.
 */
export function lazily<T extends object, L extends object>(object: T, values: { readonly [K in keyof L]: () => L[K] }): T & L {
  for (const key of Object.keys(values) as (keyof L)[]) {
    const define = (property: PropertyDescriptor): unknown => Object.defineProperty(object, key, { enumerable: true, configurable: true, ...property })
    define({
      get: () => {
        const value = values[key]()
        define({ value })
        return value
      },
    })
  }
  return object as T & L
}
