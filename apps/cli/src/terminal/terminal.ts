/** Where a person reads along, or a file or another program does. */
export type Terminal = NodeJS.WritableStream & { readonly isTTY?: boolean };
