import { expect } from '@jest/globals'
import { uppgifterIn } from '../../../src/adapters/supportmanagement/errand.ts'
import { INFORMATIONSMANGDER } from '../../../src/informationsmangd.ts'
import { canonical } from '../../../src/mapping/canonical.ts'
import type { Item } from '../../../src/mapping/person-items.ts'
import type { Policy } from '../../../src/policy/policy.ts'
import { A, avtal, B, policyWith, type useAvtal } from '../avtal-fixture.ts'
import type { SimulatedSupportManagement } from './simulated-support-management.ts'

const PEOPLE = [A, B] as const
const STADSDELAR = ['farsta', 'bromma'] as const
const KINDS = ['beslut', 'handlaggare', 'utforare'] as const
type Kind = (typeof KINDS)[number]
const KEY = { beslut: 'beslutId', handlaggare: 'handlaggareId', utforare: 'uppdragId' } as const

export const STEPS = [
  ...(['open', 'change', 'change', 'drop', 'close', 'reopen', 'narrow', 'end avtal'] as const),
  ...(['person saves', 'person saves', 'old form saves', 'old form saves', 'old form saves'] as const),
  ...(['protect', 'protect', 'lift', 'schemas away', 'schemas hang', 'service fails'] as const),
] as const
export interface Step {
  readonly what: (typeof STEPS)[number]
  readonly who: number
  readonly where: number
  readonly kind: number
}
/** Both people have something at both boards and an errand. */
const BEGINNING: readonly Step[] = [0, 1].flatMap((who) => [
  { what: 'change', who, where: 0, kind: 0 },
  { what: 'change', who, where: 0, kind: 1 },
  { what: 'change', who, where: 1, kind: 2 },
  { what: 'open', who, where: 0, kind: 0 },
])
const at = <T>(list: readonly T[], index: number): T => {
  const one = list[index % list.length]
  if (one === undefined) throw new Error('an empty list')
  return one
}

interface Errand {
  readonly id: string
  readonly person: (typeof PEOPLE)[number]
  open: boolean
  /** What a form saves that was opened at each earlier step. */
  readonly forms: Parameters<SimulatedSupportManagement['change']>[1][]
}

/** That the histories came across what they are about. */
export const met = { shown: 0, kept: 0, restored: 0 }

/** One history of two people at two boards and their errands, and what must hold after each step of it. */
export async function live(
  { city, system }: { readonly city: ReturnType<typeof useAvtal>; readonly system: SimulatedSupportManagement },
  steps: readonly Step[],
  byReference: boolean,
): Promise<void> {
  await city.startOver()
  system.fel.purge()
  let made = 0
  const truth = new Map(PEOPLE.map((person) => [person, new Map<string, Map<Kind, Item>>()]))
  const isProtected = new Set<string>()
  const ended = new Set<string>()
  const hidden = new Set<Kind>()
  const errands: Errand[] = []
  let saved = 0

  const item = (kind: Kind): Item => ({
    [KEY[kind]]: `MARK-${kind}-${made++}`,
    ...(kind === 'beslut' ? { status: 'pagaende' } : { namn: `MARK-${kind}-${made++}` }),
  })
  const policy = (): Policy => {
    const all = STADSDELAR.filter((stadsdel) => !ended.has(stadsdel)).map((stadsdel) =>
      avtal(stadsdel, { mangder: ['person', ...KINDS], andamal: ['samlad-fraga', 'spegling'] }),
    )
    const whole = policyWith(all)
    const purpose = whole.andamal['samlad-fraga']
    if (purpose === undefined) throw new Error('no such purpose')
    const mangder = Object.fromEntries(Object.entries(purpose.mangder).filter(([mangd]) => !hidden.has(mangd as Kind)))
    const kinds = byReference ? INFORMATIONSMANGDER.filter((mangd) => mangd in mangder) : []
    return { ...whole, andamal: { ...whole.andamal, 'samlad-fraga': { ...purpose, mangder, hanvisning: kinds } } }
  }
  let hub = await city.start(policy())
  await hub.reconcile()

  async function read(stadsdel: string): Promise<void> {
    city.proof.paraplyet.set(
      stadsdel,
      PEOPLE.flatMap((personnummer) => {
        const held = truth.get(personnummer)?.get(stadsdel)
        if (held === undefined) return []
        const uppgifter = isProtected.has(personnummer)
          ? {}
          : Object.fromEntries(KINDS.map((kind) => [kind, held.has(kind) ? [held.get(kind) as Item] : []]))
        const skydd = isProtected.has(personnummer) ? 'ja' : 'nej'
        return [{ personnummer, skydd, uppgifter, rejected: [] }]
      }),
    )
    if (!ended.has(stadsdel)) expect((await hub.read(stadsdel))?.status).toBe('lyckad')
  }
  const takeIntoUse = async () => {
    hub = await city.start(policy())
    await hub.reconcile()
    await hub.reconsider()
  }
  const open = (errand: Errand) =>
    hub.arenden.open({
      arendeId: errand.id,
      klient: 'arendesystem',
      personRef: hub.keys.personRef(errand.person),
      andamal: 'samlad-fraga',
      category: {},
    })
  const save = (errand: Errand, change: Parameters<SimulatedSupportManagement['change']>[1]) => {
    saved += 1
    system.change(errand.id, { title: `Fråga ${saved}`, ...change })
  }

  const formOf = ({ id }: Errand) => {
    const { externalTags, parameters, jsonParameters } = system.errand(id)
    return { externalTags, parameters, jsonParameters }
  }

  async function take({ what, who, where, kind }: Step): Promise<void> {
    const [person, stadsdel, mangd] = [at(PEOPLE, who), at(STADSDELAR, where), at(KINDS, kind)]
    const errand = errands.length === 0 ? undefined : at(errands, who + 2 * where + kind)
    const held = truth.get(person)
    if (what === 'open') {
      const fresh: Errand = { id: system.create({ assignedUserId: 'anna' }), person, open: true, forms: [] }
      errands.push(fresh)
      await open(fresh)
    } else if (what === 'change') {
      const kinds = held?.get(stadsdel) ?? new Map<Kind, Item>()
      held?.set(stadsdel, kinds.set(mangd, item(mangd)))
      await read(stadsdel)
    } else if (what === 'drop') {
      held?.get(stadsdel)?.delete(mangd)
      await read(stadsdel)
    } else if (what === 'protect' || what === 'lift') {
      if (what === 'protect') isProtected.add(person)
      else isProtected.delete(person)
      // Twice: what the first stadsdel has is mirrored again once no other stadsdel's flag stands.
      for (const each of [...STADSDELAR, ...STADSDELAR]) await read(each)
    } else if (what === 'narrow') {
      hidden.add(mangd)
      await takeIntoUse()
    } else if (what === 'end avtal') {
      ended.add(stadsdel)
      await takeIntoUse()
    } else if (what === 'schemas away' || what === 'schemas hang')
      system.fel.set({
        peer: 'support-management',
        operation: 'json-schema',
        fel: what === 'schemas hang' ? 'hanger' : 'nere',
      })
    else if (what === 'service fails') system.fel.set({ peer: 'support-management', fel: 'fault', antal: 3 })
    else if (errand !== undefined) {
      if (what === 'person saves') save(errand, formOf(errand))
      if (what === 'old form saves') {
        const form = at([formOf(errand), ...errand.forms], made + who + 7 * where + 13 * kind)
        const keys = (parameters: (typeof form)['jsonParameters'] = []) => parameters.map(({ key }) => key)
        const standing = keys(formOf(errand).jsonParameters)
        if (keys(form.jsonParameters).some((key) => !standing.includes(key))) met.restored += 1
        save(errand, form)
      }
      if (what === 'close' && errand.open) {
        errand.open = false
        save(errand, { status: 'SOLVED' })
        await hub.arenden.close(errand.id, 'arendesystem')
      }
      if (what === 'reopen' && !errand.open) {
        errand.open = true
        save(errand, { status: 'ONGOING' })
        await open(errand)
      }
    }
  }

  /** As if time had passed: everything that waits is due, and so is the next look. */
  async function settle(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      await city.dueNow()
      await city.db.pool.query(
        `update arende set look_at = case when look_at is not null then now() end,
                enrich_at = case when enrich_at is not null then now() end`,
      )
      for (let n = 0; n < 20 && (await hub.work()) > 0; n++);
    }
    await hub.reconcile()
  }

  /** What the errand should hold, as it stands in the sources and the policy now. */
  const expected = ({ person, open: isOpen }: Errand) =>
    STADSDELAR.filter((stadsdel) => isOpen && !ended.has(stadsdel) && !isProtected.has(person) && !byReference)
      .flatMap((stadsdel) =>
        [...(truth.get(person)?.get(stadsdel) ?? [])].map(([kind, one]) => ({ stadsdel, kind, one })),
      )
      .filter(({ kind }) => !hidden.has(kind))

  function check(errand: Errand, whole: boolean): void {
    const now = system.errand(errand.id)
    const uppgifter = uppgifterIn(now)
    const texts = (list: readonly unknown[]) => list.map((one) => canonical(one)).sort()
    const should = texts(expected(errand).map(({ stadsdel, kind, one }) => [stadsdel, kind, one]))
    const has = texts(
      uppgifter.flatMap(({ stadsdel, informationsmangd, poster }) =>
        poster.map((one) => [stadsdel, informationsmangd, one]),
      ),
    )
    const names = expected(errand).flatMap(({ kind, one }) => (kind === 'beslut' ? [] : [one['namn'] as string]))
    const registered = now.parameters
      .filter(({ key }) => key === 'insyn-utforare' || key === 'insyn-handlaggare')
      .flatMap(({ values = [] }) => values)
    if (whole) {
      expect(has).toEqual(should)
      expect([...registered].sort()).toEqual(names.sort())
    }
    met.shown += has.length
    // What cannot be written now may be out of date; what must go is gone.
    const pairs = new Set(expected(errand).map(({ stadsdel, kind }) => `${stadsdel} ${kind}`))
    for (const { stadsdel, informationsmangd } of uppgifter) expect(pairs).toContain(`${stadsdel} ${informationsmangd}`)
    if (names.length === 0) expect(registered).toEqual([])
    const visible = JSON.stringify(expected(errand))
    if (whole || pairs.size === 0)
      for (const [mark] of JSON.stringify(now).matchAll(/MARK-[a-z]+-\d+/g)) expect(visible).toContain(`"${mark}"`)
  }

  /** Whatever a revision holds was put there by a person's own save, and is known to the hub. */
  async function checkHistory(): Promise<void> {
    let revisions = 0
    const { rows } = await city.db.pool.query<{ name: string }>(
      `select arende_id || ' ' || uppgift_ref as name from kept_copy`,
    )
    const told = new Set(rows.map(({ name }) => name))
    for (const { id } of errands) {
      const history = system.history(id)
      revisions += history.revisions.length - 1
      const text = JSON.stringify(history.revisions)
      if (byReference) expect(text).not.toMatch(/MARK-|insyn-/)
      const standing = new Set(uppgifterIn(system.errand(id)).map(({ uppgiftRef }) => uppgiftRef))
      for (const [, ref = ''] of text.matchAll(/insyn-([A-Za-z0-9_-]{22})/g))
        if (!standing.has(ref)) {
          expect(told).toContain(`${id} ${ref}`)
          met.kept += 1
        }
    }
    expect(revisions).toBeLessThanOrEqual(saved)
  }

  let fails = false
  for (const one of [...BEGINNING, ...steps]) {
    await take(one)
    await settle()
    fails ||= one.what === 'service fails'
    // A service that fails altogether can keep what is in it; without its schemas it must let it go.
    if (!fails) for (const errand of errands) check(errand, false)
    if (one.what.startsWith('schemas') || one.what === 'service fails') continue
    // It is well again after the step that follows.
    system.fel.purge()
    fails = false
    await settle()
    // What a form has put out of date, or away, only a reconciliation finds.
    if (one.what.endsWith('saves') && (await hub.repairArenden()) > 0) {
      await settle()
      expect(await hub.repairArenden()).toBe(0)
    }
    for (const errand of errands) {
      check(errand, true)
      errand.forms.push(formOf(errand))
    }
    await checkHistory()
  }
  expect(system.shortcomings.splice(0)).toEqual([])
}
