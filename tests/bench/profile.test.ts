import { expect, test } from 'vitest'
import { selfTimes } from './profile.ts'

test('a profile is read as the time spent in each function itself, without what was idle', () => {
  const node = (id: number, functionName: string) => ({
    id,
    callFrame: { functionName, url: id === 1 ? '' : 'file:///a/b/c/d.ts', lineNumber: 6 },
  })
  const profile = {
    nodes: [node(1, '(idle)'), node(2, 'vet'), node(3, '')],
    samples: [1, 2, 3, 2],
    timeDeltas: [900, 200, 100, 100],
  }
  expect(selfTimes(JSON.stringify(profile), 5)).toEqual([
    { where: 'vet b/c/d.ts:7', share: 0.75, ms: 0.3 },
    { where: '(anonymous) b/c/d.ts:7', share: 0.25, ms: 0.1 },
  ])
})
