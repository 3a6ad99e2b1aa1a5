/** Where a server's time went: functions of a .cpuprofile by the time spent in themselves. */
import { z } from 'zod'

const Profile = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
})

type SelfTime = { readonly where: string; readonly share: number; readonly ms: number }

/** @param text of the file · @returns the busiest first, shares of the time that was not idle or the profiler's own */
export function selfTimes(text: string, count: number): SelfTime[] {
  const { nodes, samples, timeDeltas } = Profile.parse(JSON.parse(text))
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]))
  const byPlace = new Map<string, number>()
  for (const [index, id] of samples.entries()) {
    const place = places.get(id) ?? '?'
    if (place === '(idle)' || place.includes('node:inspector')) continue
    byPlace.set(place, (byPlace.get(place) ?? 0) + (timeDeltas[index] ?? 0))
  }
  const total = [...byPlace.values()].reduce((sum, time) => sum + time, 0)
  return [...byPlace]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([where, time]) => ({ where, share: time / total, ms: time / 1000 }))
}

function placeOf({ functionName, url, lineNumber }: { functionName: string; url: string; lineNumber: number }): string {
  const name = functionName || '(anonymous)'
  return url ? `${name} ${url.split('/').slice(-3).join('/')}:${lineNumber + 1}` : name
}
