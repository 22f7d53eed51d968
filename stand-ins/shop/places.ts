/** The places that the shop sends from; a service decides for itself whether it takes what it is asked to send. */
export const places: readonly { readonly id: string; readonly name: string; readonly service: boolean }[] = [
  { id: '1', name: 'Main warehouse', service: false },
  { id: '2', name: 'East fulfilment', service: true },
  { id: '3', name: 'Store Austin', service: false },
]

/** The place with this number; undefined for any other. */
export const placeOf = (id: string): (typeof places)[number] | undefined => places.find((place) => place.id === id)
