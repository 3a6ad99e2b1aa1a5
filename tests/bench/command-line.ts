/** What was asked for: `npm run bench -- fanout,connect galley,hocuspocus --rounds 1`. */
import { z } from 'zod'
import { StartError } from '#scripts/start-error.ts'

export type Order = {
  readonly workloads: readonly string[]
  readonly targets: readonly string[]
  readonly rounds: number
  readonly profile: boolean
  readonly nice: number
  readonly tracePath: string | undefined
}
type Known = { readonly workloads: readonly string[]; readonly targets: readonly string[] }

const USAGE = `npm run bench -- [workloads] [targets] [--rounds 3] [--profile] [--nice 0] [--trace path]`
const Rounds = z.coerce.number().int().min(1).max(99)
const Nice = z.coerce.number().int().min(-20).max(19)

/** @throws {StartError} one sentence that says what can be asked for */
export function parseOrder(
  args: readonly string[],
  known: Known,
  env: Readonly<Record<string, string | undefined>> = {},
): Order {
  const names: string[] = []
  const options = new Map<string, string>()
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? ''
    if (!arg.startsWith('--')) names.push(arg)
    else if (arg === '--profile') options.set(arg, 'true')
    else if (['--rounds', '--nice', '--trace'].includes(arg)) options.set(arg, args[++index] ?? '')
    else throw new StartError(`There is no option ${arg}: ${USAGE}`)
  }
  if (names.length > 2) throw new StartError(`There are workloads and targets, each a list with commas: ${USAGE}`)
  return {
    workloads: pick('workload', names[0], known.workloads),
    targets: pick('target', names[1], known.targets),
    rounds: number('--rounds', Rounds, options.get('--rounds') ?? '3'),
    profile: options.has('--profile'),
    nice: number('--nice', Nice, options.get('--nice') ?? '0'),
    tracePath: options.get('--trace') ?? env.BENCH_TRACE,
  }
}

function pick(what: string, list: string | undefined, known: readonly string[]): readonly string[] {
  if (list === undefined || list === 'all') return known
  const names = list.split(',')
  const strange = names.find(name => !known.includes(name))
  if (strange !== undefined) throw new StartError(`There is no ${what} ${strange}: use ${known.join(', ')}, or all.`)
  return names
}

function number(option: string, schema: z.ZodType<number>, text: string): number {
  const parsed = schema.safeParse(text)
  if (!parsed.success) throw new StartError(`${option} is "${text}": write a number.`)
  return parsed.data
}
