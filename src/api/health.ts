import type { RequestHandler } from 'express'
import { svaraJson } from './answer.ts'

/** Rejects when the hub must get no traffic: database, migrations, keys, log. A source that is down is no reason. */
export interface Beredskapskontroll {
  readonly namn: string
  kontrollera(): Promise<void>
}

const TID_MS = 2_000

export const lever: RequestHandler = (_req, res) => {
  svaraJson(res, 200, { status: 'lever' })
}

/** Says which check failed by its name and nothing of why. */
export const redo =
  (kontroller: readonly Beredskapskontroll[]): RequestHandler =>
  async (_req, res) => {
    const utfall = await Promise.all(
      kontroller.map(async (kontroll) => ((await klarar(kontroll)) ? [] : [kontroll.namn])),
    )
    const brister = utfall.flat()
    svaraJson(res, brister.length === 0 ? 200 : 503, { status: brister.length === 0 ? 'redo' : 'ej-redo', brister })
  }

async function klarar(kontroll: Beredskapskontroll): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const forSent = new Promise<boolean>((klar) => {
    timer = setTimeout(klar, TID_MS, false)
  })
  const svar = kontroll.kontrollera().then(
    () => true,
    () => false,
  )
  const klarade = await Promise.race([svar, forSent])
  clearTimeout(timer)
  return klarade
}
