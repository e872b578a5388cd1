/**
 * A text as its bytes in UTF-8, one character for each byte. It is cut, joined and sent as it is, where a text is decoded first and
 * encoded again afterwards. What is looked for in it is ASCII (quotation marks, line breaks, names of fields), and that is the
 * same in both.
 */
export type ByteText = string & { readonly encoding: 'utf-8' }

export const byteText = (bytes: Buffer): ByteText => bytes.toString('latin1') as ByteText

export const encoded = (text: string): ByteText => (isAscii(text) ? (text as ByteText) : byteText(Buffer.from(text)))

export const decoded = (bytes: ByteText): string => (isAscii(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString())

/** Any other character would be two bytes or more. */
const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length
