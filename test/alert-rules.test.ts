import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { Registry } from 'prom-client'
import { parse } from 'yaml'
import { createApiMetrics } from '../src/api/metrics.ts'
import { measureFollowers } from '../src/atkomstlogg/follow/metrics.ts'
import { measureLogs } from '../src/atkomstlogg/metrics.ts'
import { createRelayMetrics, measureOutbox } from '../src/bus/metrics.ts'
import { measureDeliveries } from '../src/cases/metrics.ts'
import { measureEndings, measureReplacements } from '../src/operations/metrics.ts'
import { measureReconciliation } from '../src/operations/reconciliation/report-store.ts'
import { createSampling } from '../src/platform/sampling.ts'
import { measureChain } from '../src/review/chain/chain-store.ts'
import { measureReads } from '../src/sync/metrics.ts'
import { createLiveMetrics } from '../src/uppslag/direkt/metrics.ts'
import { realPolicy } from './support/api-in-memory.ts'
import { emptyDatabase } from './support/empty-database.ts'

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly annotations: { readonly summary: string; readonly runbook_url: string }
}
interface RuleTest {
  readonly name: string
  readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[]
}
interface Panel {
  readonly title: string
  readonly targets?: readonly { readonly expr: string }[]
}

const FOLDER = 'deploy/prometheus'
const text = (file: string) => readFileSync(file, 'utf8')
const { groups } = parse(text(`${FOLDER}/alerts.yaml`)) as { groups: { rules: Rule[] }[] }
const rules = groups.flatMap((group) => group.rules)
const { tests } = parse(text(`${FOLDER}/alerts.test.yaml`)) as { tests: RuleTest[] }
const { panels } = JSON.parse(text('deploy/grafana/insyn.json')) as { panels: Panel[] }
const operations = text('docs/operations.md')

/** By name, the labels that the table of metrics gives it; a histogram has the three names that Prometheus makes of it. */
const documented = new Map(
  [...operations.matchAll(/^\| `(insyn_\w+)(?:\{([\w,]+)\})?` \| (\w+) \|/gm)].flatMap(
    ([, name = '', labels = '', type]) =>
      (type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name]).map(
        (one) => [one, [...labels.split(','), ...(one.endsWith('_bucket') ? ['le'] : [])]] as const,
      ),
  ),
)

/** What is wrong with the metrics that an expression names, and with the labels that it chooses and groups by. */
function faultsOf(expression: string): readonly string[] {
  const named = [...expression.matchAll(/\b(insyn_\w+)(?:\{([^}]*)\})?/g)]
  const known = new Set(['instance', ...named.flatMap(([, name = '']) => documented.get(name) ?? [])])
  const grouped = [...expression.matchAll(/\b(?:by|on) \(([\w, ]*)\)/g)].flatMap(([, labels = '']) =>
    labels.split(/[, ]+/),
  )
  return [
    ...named.flatMap(([, name = '', chosen = '']) => [
      ...(documented.has(name) ? [] : [`no metric ${name}`]),
      ...[...chosen.matchAll(/(\w+)=/g)].flatMap(([, label = '']) =>
        documented.get(name)?.includes(label) === true ? [] : [`${name} has no label ${label}`],
      ),
    ]),
    ...grouped.filter((label) => label !== '' && !known.has(label)).map((label) => `no label ${label}`),
  ]
}

test('an alert or a panel that names what is not measured is found', () => {
  expect(faultsOf('max by (stadsdel) (insyn_sync_age)')).toEqual(['no metric insyn_sync_age', 'no label stadsdel'])
  expect(faultsOf('insyn_sync_failed{kod="A"} > 0')).toEqual(['insyn_sync_failed has no label kod'])
})

test.each(rules)('$alert asks of metrics that exist', ({ expr }) => {
  expect(faultsOf(expr)).toEqual([])
})

test.each(rules)(
  '$alert leads to its section: what it means, what to look at, what to do',
  ({ alert, annotations }) => {
    expect(annotations.runbook_url).toMatch(new RegExp(`/docs/operations\\.md#${alert.toLowerCase()}$`))
    const alerts = operations.split(/^## /m).find((section) => section.startsWith('Alerts\n')) ?? ''
    const section = alerts.split(/^### /m).find((one) => one.startsWith(`${alert}\n`)) ?? ''
    expect([...section.matchAll(/^- \*\*([\w ]+):\*\* \S/gm)].map(([, part]) => part)).toEqual([
      'Means',
      'Look at',
      'Do',
    ])
  },
)

test('every section under Alerts is of an alert', () => {
  const alerts = operations.split(/^## /m).find((section) => section.startsWith('Alerts\n')) ?? ''
  expect([...alerts.matchAll(/^### (.*)$/gm)].map(([, name]) => name)).toEqual(rules.map(({ alert }) => alert))
})

test('for every alert a test makes it fire, and another lets everything be well', () => {
  const firing = tests.flatMap((one) => one.alert_rule_test.filter(({ exp_alerts }) => exp_alerts.length > 0))
  const quiet = tests.flatMap((one) => one.alert_rule_test.filter(({ exp_alerts }) => exp_alerts.length === 0))
  for (const list of [firing, quiet])
    expect(list.map(({ alertname }) => alertname)).toEqual(rules.map(({ alert }) => alert))
})

test('every panel of the dashboard asks of metrics that exist, and every metric has its panel', () => {
  const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })))
  expect(queries.length).toBeGreaterThan(30)
  expect(queries.flatMap(({ title, expr }) => faultsOf(expr).map((fault) => `${title}: ${fault}`))).toEqual([])
  const shown = queries.map(({ expr }) => expr).join('\n')
  const missing = [...operations.matchAll(/^\| `(insyn_\w+)/gm)].filter(([, name = '']) => !shown.includes(name))
  expect(missing.map(([, name]) => name)).toEqual([])
})

/** `npm test` runs where nobody has Prometheus, too; CI has it and says so. */
const hasPromtool = spawnSync('promtool', ['--version']).status === 0 || process.env.INSYN_KRAV_PROMTOOL === '1'
const promtool = hasPromtool ? test : test.skip

function run(args: readonly string[], input = ''): string {
  const { status, stdout, stderr, error } = spawnSync('promtool', args, { input, encoding: 'utf8' })
  return status === 0 ? '' : `${String(error ?? '')}${stdout}${stderr}`
}

promtool(
  'promtool takes the rules, and each alert fires when it should',
  () => {
    expect(run(['check', 'rules', `${FOLDER}/alerts.yaml`])).toBe('')
    expect(run(['test', 'rules', `${FOLDER}/alerts.test.yaml`])).toBe('')
  },
  60_000,
)

promtool(
  'promtool finds nothing to say about the metrics',
  async () => {
    const register = new Registry()
    const [measuring, pool] = [createSampling(register), emptyDatabase()]
    createApiMetrics(register)
    createLiveMetrics(register)
    measureReads(measuring, pool, () => [])
    measureOutbox(measuring, pool)
    createRelayMetrics(measuring, pool)
    measureDeliveries(measuring, pool)
    measureReconciliation(measuring, pool)
    measureReplacements(measuring, pool)
    measureChain(measuring, pool)
    measureFollowers(measuring, pool, ['timmar'])
    measureLogs(measuring, { pool, checkpoints: { wholeAt: () => new Date() } })
    measureEndings(measuring, { settings: {}, policy: realPolicy(), clock: () => new Date() })
    const exposed = await register.metrics()
    expect(exposed.match(/^# TYPE /gm)?.length).toBeGreaterThan(30)
    expect(run(['check', 'metrics'], exposed)).toBe('')
    expect(run(['check', 'metrics'], '# HELP insyn_x_days days\n# TYPE insyn_x_days gauge\ninsyn_x_days 1\n')).toMatch(
      /seconds/,
    )
  },
  60_000,
)
