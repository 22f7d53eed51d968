/** Whatever a case writes to a supplier looks for what it asked there before. */
export const supplierThreads = `
create index supplier_letter_address on supplier_letter (address, kept_at desc);
`
