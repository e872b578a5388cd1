import { expect, test } from '@jest/globals'
import { renderToString } from 'preact-render-to-string'
import { realPolicy } from '../../../test/support/api-in-memory.ts'
import { memoryAudit } from '../../../test/support/memory-audit.ts'
import { fetchReviewStatistics } from '../../api/contracts/board.ts'
import type { AnyContract } from '../../api/contracts/contract.ts'
import { fetchExport, listExports } from '../../api/contracts/exports.ts'
import { listExtracts } from '../../api/contracts/extracts.ts'
import { fetchSample, listSamples } from '../../api/contracts/follow-up.ts'
import { listAvtal, listPolicyChanges, showMatrix, showProcessingRecord } from '../../api/contracts/governing.ts'
import type { AuditFrame } from '../audit/audit-frame.tsx'
import { AvtalContent, RegisterContent } from './avtal-page.tsx'
import { ChangesContent } from './changes-page.tsx'
import { DrawContent } from './draw-page.tsx'
import { ExportContent, ExportsContent } from './exports-page.tsx'
import { DecisionForm, ExtractContent, ExtractsContent } from './extracts-page.tsx'
import { emptyForm } from './form.ts'
import { MatrixContent, MatrixForm } from './matrix-page.tsx'
import { MonthBars } from './month-bars.tsx'
import { MonthsContent } from './months-page.tsx'
import { ExtractBand, PreviewContent } from './preview-page.tsx'
import { RulesInUse } from './rules-page.tsx'
import { SampleContent } from './sample-page.tsx'

const ATTACK = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`
const CLOSED =
  /^(\d{4}-\d\d(-\d\d.*)?|manad|extra|befogad|behover-utredas|obefogad|forberett|utlamnat|avvisat|lamna-ut|avvisa|vantar|pagar|klar|misslyckad|ingen|kontrollfragor|motringning|bankid|roll|namn|vidare|snavare|avtal|alla-poster|utan-poster-som-visar-skydd)$/
const policy = realPolicy()
const rules = memoryAudit().rules.followUp
const logs = [{ logg: 'bromma', name: ATTACK }]
const frame: AuditFrame = {
  ...{ reviews: true, statistics: true, logs, mayProtected: true, chain: [], reason: ATTACK },
}
const form = {
  ...emptyForm(),
  values: attacked({ skal: '', logg: '', manad: '', kommentar: '' }),
  errors: attacked({ skal: '' }),
}

/** The same with the attack in every text that is none of a closed set or of a form of its own, and in every list of texts. */
function attacked<T>(value: T): T {
  if (typeof value === 'string') return (CLOSED.test(value) ? value : ATTACK) as T
  if (Array.isArray(value)) return value.map(attacked) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, attacked(one as unknown)])) as T
}

/** The first example of an operation's answer, attacked. */
const example = ({ example: { answer = {} } }: AnyContract): never => attacked(Object.values(answer)[0]) as never

const sample = example(fetchSample)
const item = (sample as { innehall: never[] }).innehall[0] as never
const extract = {
  ...{ utdragId: ATTACK, skapat: '2026-10-15T10:00:00.000Z', personnummer: ATTACK, arende: ATTACK },
  period: { fran: ATTACK, till: null },
  delar: [
    {
      ...{ logg: 'bromma', personuppgiftsansvarig: ATTACK, personal: 'namn' as const, checkpoint: null },
      poster: [
        {
          ...{ nummer: 1, tid: '2026-10-15T10:00:00.000Z', handelse: ATTACK, vad: ATTACK, verksamhet: ATTACK },
          ...{ andamal: ATTACK, arende: ATTACK, resultat: 'visat' as const, lov: ATTACK, bevis: [] },
          uppgifter: [{ mangd: 'faktura' as const, namn: ATTACK, falt: [ATTACK] }],
          personal: { roll: ATTACK, namn: ATTACK },
        },
      ],
    },
  ],
}
const months = (example(fetchReviewStatistics) as { manader: object[] }).manader.map(
  (month) => ({ ...month, manad: ATTACK }) as never,
)
const samples = (example(listSamples) as { urval: never[] }).urval
const listed = example(listExtracts) as { utdrag: never[] }
const [one] = listed.utdrag

const PAGES: readonly (readonly [string, preact.VNode])[] = [
  ['months', <MonthsContent logs={logs} months={['2026-10']} samples={samples} now={new Date('2026-11-02')} />],
  [
    'a sample',
    <SampleContent
      {...{ sample, item, judged: item, previous: 1, next: 2, form, closing: form, logName: ATTACK, rules }}
      isMe={() => false}
      names={policy}
    />,
  ],
  ['the drawing', <DrawContent logs={logs} mayProtected form={form} rules={rules} />],
  ['the rules', <RulesInUse rules={attacked(rules)} names={policy} />],
  ['figures', <MonthBars months={months} />],
  ['extracts', <ExtractsContent frame={frame} form={form} list={listed as never} policy={policy} />],
  ['an extract', <ExtractContent one={one as never} own={false} form={form} policy={policy} />],
  ['a decision', <DecisionForm extractId="1" keptId={ATTACK} own={false} form={form} />],
  ['a preview', <PreviewContent extract={extract} />],
  ['the band', <ExtractBand number={ATTACK} name={ATTACK} />],
  ['exports', <ExportsContent frame={frame} form={form} list={example(listExports)} policy={policy} />],
  ['an export', <ExportContent one={example(fetchExport)} policy={policy} />],
  [
    'agreements',
    <AvtalContent
      list={{ ...(example(listAvtal) as object), tidpunkt: '2026-11-02T08:00:00Z' } as never}
      policy={policy}
    />,
  ],
  ['the record of processing', <RegisterContent register={example(showProcessingRecord)} />],
  ['the matrix', <MatrixContent matrix={example(showMatrix)} policy={policy} />],
  ['the form of the matrix', <MatrixForm boards={logs} form={form} />],
  ['changes of the policy', <ChangesContent list={example(listPolicyChanges)} boards={[]} />],
]

test.each(PAGES)('%s shows what it holds as text alone', (_, page) => {
  const html = renderToString(page)
  expect(html.toLowerCase()).not.toMatch(/<(script|img)/)
  expect(html).toContain('&lt;script>alert(1)')
  for (const [, address = ''] of html.matchAll(/ (?:href|action)="([^"]*)"/g)) expect(address).toMatch(/^(\/logg|#|\?)/)
})
