import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { createBoundedLines } from './bounded-lines.ts'
import { createLogger } from './logger.ts'

type Line = { readonly reason: string; readonly socket?: number; readonly more?: number }

function told() {
  const written = new PassThrough()
  const due: (() => void)[] = []
  const bounded = createBoundedLines(createLogger('test', 'info', written), run => due.push(run))
  return {
    ...bounded,
    passMinute: () => {
      for (const run of due.splice(0)) run()
    },
    lines: (): Line[] =>
      String(written.read() ?? '')
        .trim()
        .split('\n')
        .flatMap(line => (line === '' ? [] : [JSON.parse(line)])),
  }
}

describe('[CN520] lines that strangers can cause', () => {
  test('of one who goes on and on there are three, then how many more', () => {
    const { tell, passMinute, lines } = told()
    for (let count = 0; count < 1000; count += 1) tell({ reason: 'bad_message', why: 'broken', socket: 1 }, 'refused')
    expect(lines()).toMatchObject([{ socket: 1 }, { socket: 1 }, { socket: 1 }])
    tell({ reason: 'bad_message', why: 'broken', socket: 2 }, 'refused')
    tell({ reason: 'bad_message', why: 'cut off', socket: 1 }, 'refused')
    expect(lines()).toHaveLength(2)
    passMinute()
    expect(lines()).toMatchObject([{ reason: 'bad_message', more: 997 }])
  })

  test('of however many there are twenty under a reason, and other reasons have their own', () => {
    const { tell, passMinute, lines } = told()
    for (let socket = 0; socket < 5000; socket += 1) tell({ reason: 'host', socket }, 'refused')
    expect(lines()).toHaveLength(20)
    tell({ reason: 'origin', socket: 1 }, 'refused')
    expect(lines()).toMatchObject([{ reason: 'origin', socket: 1 }])
    passMinute()
    expect(lines()).toMatchObject([{ reason: 'host', more: 4980 }])
  })

  test('the next minute begins with the next one, and a quiet minute says nothing', () => {
    const { tell, passMinute, lines } = told()
    tell({ reason: 'host', socket: 1 }, 'refused')
    passMinute()
    expect(lines()).toHaveLength(1)
    for (let count = 0; count < 4; count += 1) tell({ reason: 'host', socket: 1 }, 'refused')
    expect(lines()).toHaveLength(3)
    passMinute()
    passMinute()
    expect(lines()).toMatchObject([{ reason: 'host', more: 1 }])
  })

  test('a process that stops says what it has counted, once', () => {
    const { tell, end, passMinute, lines } = told()
    for (let count = 0; count < 5; count += 1) tell({ reason: 'host' }, 'refused')
    lines()
    end()
    expect(lines()).toMatchObject([{ reason: 'host', more: 2 }])
    passMinute()
    expect(lines()).toEqual([])
  })
})
