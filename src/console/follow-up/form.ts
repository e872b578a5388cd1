import { randomUUID } from 'node:crypto'
import type { Problem } from '../../api/problem.ts'
import { FORM } from './extract-texts.ts'

/** What a form holds when it is shown: what was written, and what is wrong with it, by the names of its fields. */
export interface FormState {
  readonly values: Readonly<Record<string, string>>
  readonly errors: Readonly<Record<string, string>>
  /** Of the act that the form starts: sent twice, it starts one. */
  readonly key: string
}

export const emptyForm = (values: FormState['values'] = {}): FormState => ({ values, errors: {}, key: randomUUID() })

/** What was posted; fields of several values stand apart by spaces. */
export function postedForm(form: URLSearchParams, errors: FormState['errors'] = {}): FormState {
  const names = [...new Set(form.keys())].filter((name) => name !== 'csrf')
  const values = Object.fromEntries(names.map((name) => [name, form.getAll(name).join(' ')]))
  return { values, errors, key: randomUUID() }
}

/** The key that the form was shown with, when it is one. */
export const keyOf = (form: URLSearchParams): string | undefined => {
  const key = form.get('nyckel') ?? ''
  return /^[0-9a-f-]{36}$/.test(key) ? key : undefined
}

/** What an operation found wrong with the fields of a form; undefined when it is about something else. */
export function fieldErrors({ fel }: Problem, shown: readonly string[]): FormState['errors'] | undefined {
  const told = (fel ?? []).flatMap(({ pekare, regel }) => {
    const [, name = ''] = pekare.split('/')
    return shown.includes(name) ? [[name, sentence(regel)] as const] : []
  })
  return told.length === 0 ? undefined : Object.fromEntries(told)
}

const sentence = (rule: string): string => FORM.wrong(rule)

/** `YYYY-MM-DD` of a day that there is, also from `YYYYMMDD`. */
export function dayFrom(text: string | null): string | undefined {
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec((text ?? '').trim()) ?? []
  const date = `${year ?? ''}-${month ?? ''}-${day ?? ''}`
  return year !== undefined && new Date(`${date}T00:00:00Z`).toJSON()?.slice(0, 10) === date ? date : undefined
}

/** `YYYY-MM`, also from `YYYYMM`. */
export function monthFrom(text: string | null): string | undefined {
  const [, year, month] = /^(\d{4})-?(0[1-9]|1[0-2])$/.exec((text ?? '').trim()) ?? []
  return year === undefined || month === undefined ? undefined : `${year}-${month}`
}

/** Errors of the fields that have one. */
export const errorsOf = (...found: readonly (readonly [string, string | undefined | false])[]): FormState['errors'] =>
  Object.fromEntries(found.flatMap(([name, error]) => (error ? [[name, error]] : [])))
