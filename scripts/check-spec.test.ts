import { expect, test } from 'vitest'
import { findSpecGaps } from './check-spec.ts'

const spec = '## UL: log\n\n- **UL1** First.\n- **UL2** Second.\n'
const file = (text: string) => [{ path: 'x.test.ts', text }]

test('a rule that no title quotes is found', () => {
  expect(findSpecGaps(spec, file(`test('[${'UL1'}] holds', () => {})`))).toEqual([
    `domain/SPEC.md: no test's title quotes [${'UL2'}]`,
  ])
})

test('a title that quotes no rule is found', () => {
  const gaps = findSpecGaps(spec, file(`test('[${'UL1'}] [${'UL2'}] a', f)\ntest.for([1])("[${'UL9'}] %s", f)`))
  expect(gaps).toEqual([`x.test.ts: there is no rule ${'UL9'} in domain/SPEC.md`])
})

test('an id in a comment or an array proves nothing', () => {
  const gaps = findSpecGaps(spec, file(`// [${'UL1'}]\nconst a = [${'UL2'}]\ntest('no id', f)`))
  expect(gaps).toHaveLength(2)
})

test('a rule told twice is found', () => {
  const twice = `${spec}- **UL1** Again.\n`
  expect(findSpecGaps(twice, file(`test('[${'UL1'}] [${'UL2'}]', f)`))).toEqual([`domain/SPEC.md tells ${'UL1'} twice`])
})
