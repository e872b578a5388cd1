import type { RulesetDefinition } from '@stoplight/spectral-core'

declare const ruleset: RulesetDefinition & { readonly rules: Readonly<Record<string, unknown>> }
export default ruleset
