import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { CUSTOMER_COLUMNS, FAKTURA_COLUMNS } from './columns.ts'

test('the columns marked as listed are those that the manifests list', () => {
  const manifest = (name: string) =>
    parse(readFileSync(new URL(`../../config/tittbehorighet/${name}.yaml`, import.meta.url), 'utf8')) as {
      personnyckel: string
      statuskoder?: Record<string, unknown>
      skydd?: { kalla: string }
      falt: { kalla: string }[]
      rader?: { falten: { kalla: string }[] }
    }
  for (const [name, columns] of [
    ['agresso-kund', CUSTOMER_COLUMNS],
    ['agresso-faktura', FAKTURA_COLUMNS],
  ] as const) {
    const { personnyckel, statuskoder = {}, skydd, falt, rader } = manifest(name)
    const listed = new Set([
      personnyckel,
      ...Object.keys(statuskoder),
      ...(skydd ? [skydd.kalla] : []),
      ...[...falt, ...(rader?.falten ?? [])].map((f) => f.kalla),
    ])
    expect(
      columns
        .filter(({ listed }) => listed)
        .map((k) => k.namn)
        .sort(),
    ).toEqual([...listed].sort())
  }
})
