import type { AnyContract } from '../../../src/api/contracts/contract.ts'

/** The address with its parameters as their examples say. */
export const addressOf = ({ path, parameters }: Pick<AnyContract, 'path' | 'parameters'>): string =>
  path.replace(/:([A-Za-z]+)/g, (_, name: string) => {
    const { examples } =
      (parameters?.properties as Readonly<Record<string, { readonly examples?: readonly unknown[] }>>)[name] ?? {}
    return String(examples?.[0] ?? 'KC-1')
  })
