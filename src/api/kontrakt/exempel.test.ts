import { expect, test } from '@jest/globals'
import { createGranskare } from '../validation.ts'
import { hamtaFaktura } from './fakturor.ts'
import { listaHandlaggare } from './handlaggare.ts'
import type { Kontrakt } from './kontrakt.ts'
import { listaLarm } from './larm.ts'
import { hamtaUppslagsstatistik } from './statistik.ts'
import { gorUppslag } from './uppslag.ts'

const kontrakt: readonly Kontrakt[] = [gorUppslag, hamtaFaktura, listaHandlaggare, listaLarm, hamtaUppslagsstatistik]

test.each(kontrakt.map((ett) => [ett.id, ett] as const))('the examples of %s follow their schemas', (_, ett) => {
  const granskare = createGranskare()
  const { begaran, svar, exempel } = ett
  for (const [namn, varde] of Object.entries(exempel.svar)) expect([namn, granskare(svar)(varde)]).toEqual([namn, []])
  for (const [namn, varde] of Object.entries(exempel.begaran ?? {}))
    expect([namn, begaran === undefined ? ['no body'] : granskare(begaran)(varde)]).toEqual([namn, []])
})
