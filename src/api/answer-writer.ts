import type { TObject, TSchema } from 'typebox'
import { WrittenJson } from '../access/outcome.ts'
import { type ByteText, encoded } from '../mapping/byte-text.ts'
import type { Check } from './validation.ts'

/** The answer as JSON; undefined when it does not follow its schema. */
export type WriteAnswer = (answer: unknown) => ByteText | undefined

/**
 * Checks and writes an answer field by field of its schema: an answer with an undeclared field is not written at all. A
 * field whose value is deeply frozen is checked and serialised once, and its text is reused as long as the value lives. What is
 * JSON text already holds declared fields alone (`WrittenJson`).
 */
export function createAnswerWriter(schema: TObject, validator: (part: TSchema) => Check): WriteAnswer {
  const required = new Set<string>(schema.required)
  const parts = Object.entries(schema.properties).map(([name, part]) => {
    const check = validator(part)
    const start = `${JSON.stringify(name)}:`
    const write = writeOnce((value) => (check(value).length > 0 ? undefined : encoded(start + JSON.stringify(value))))
    return {
      namn: name,
      kravs: required.has(name),
      write: (value: unknown) => (value instanceof WrittenJson ? `${start}${value.text}` : write(value)),
    }
  })
  return (answer) => {
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return undefined
    const values = answer as Readonly<Record<string, unknown>>
    const text: string[] = []
    for (const { namn: name, kravs: isRequired, write } of parts) {
      const part = Object.hasOwn(values, name) ? write(values[name]) : undefined
      if (part !== undefined) text.push(part)
      else if (isRequired || Object.hasOwn(values, name)) return undefined
    }
    return text.length === Object.keys(values).length ? (`{${text.join(',')}}` as ByteText) : undefined
  }
}

function writeOnce(write: WriteAnswer): WriteAnswer {
  const written = new WeakMap<object, ByteText>()
  return (value) => {
    if (typeof value !== 'object' || value === null || !Object.isFrozen(value)) return write(value)
    const text = written.get(value) ?? write(value)
    if (text !== undefined) written.set(value, text)
    return text
  }
}
