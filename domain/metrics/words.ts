/** A value as people read it and the record keeps it: to a hundredth. */
export const digits = (value: number): number => Math.round(value * 100) / 100
