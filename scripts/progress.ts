/** What a person at the terminal sees while a command works: what, and how long it took. */

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Names the work before it begins and its time when it is done; a failure is told by whoever catches it. */
export async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now()
  say(`${what} …`)
  const result = await work()
  say(`  ${what}: ${seconds(performance.now() - startedAt)}`)
  return result
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
