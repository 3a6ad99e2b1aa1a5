import { expect, test } from 'vitest'
import { readText } from './text-reader.ts'

const paragraph = 'For six winters the **outer buoy** spoke [once](https://a.example/x) an hour.\n\n'

test('[PS71] a long text is read beside: the process goes on meanwhile, and the document is the same', async () => {
  let turns = 0
  const timer = setInterval(() => {
    turns += 1
  }, 10)
  const words = paragraph.repeat(300)
  const json = await readText({ format: 'markdown', title: 'A buoy', words })
  clearInterval(timer)
  // Read here, not one would have had its turn.
  expect(turns).toBeGreaterThan(5)
  expect(json.content).toHaveLength(301)
  const short = await readText({ format: 'markdown', title: 'A buoy', words: paragraph })
  expect(json.content?.slice(0, 2)).toEqual(short.content)
  const html = await readText({ format: 'html', title: '', words: '<p>It <b>speaks</b>.</p>'.repeat(700) })
  expect(html.content).toHaveLength(701)
})

test('[PS71] what is refused is refused with the same words', async () => {
  const nested = `${'> '.repeat(100)}deep\n${'a '.repeat(10_000)}`
  await expect(readText({ format: 'markdown', title: '', words: nested })).rejects.toMatchObject({
    code: 'invalid_input',
    message: 'This Markdown is nested too deeply.',
  })
})
