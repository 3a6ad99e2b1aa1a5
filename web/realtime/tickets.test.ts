import { describe, expect, it } from 'vitest'
import { createTickets, TicketRefused } from './tickets.ts'

function numbered() {
  let asked = 0
  let time = 0
  const tickets = createTickets(
    async () => {
      asked += 1
      return { ticket: `t${asked}`, url: 'ws://x/collab' }
    },
    () => time,
  )
  return { tickets, asked: () => asked, wait: (ms: number) => (time += ms) }
}

describe('[CN5] one ticket a connect', () => {
  it('[CN5] serves all documents of a connect with one request', async () => {
    const { tickets, asked } = numbered()
    await tickets.forConnect(false)
    expect(await Promise.all([tickets.forDocument(), tickets.forDocument()])).toEqual(['t1', 't1'])
    expect(asked()).toBe(1)
  })

  it('[CN5] a shown ticket is not shown on the next connect', async () => {
    const { tickets } = numbered()
    await tickets.forConnect(false)
    await tickets.forDocument()
    expect((await tickets.forConnect(false)).ticket).toBe('t2')
  })

  it('[CN5] one that reached no server serves the next try, while young', async () => {
    const { tickets, wait } = numbered()
    await tickets.forConnect(false)
    expect((await tickets.forConnect(false)).ticket).toBe('t1')
    expect((await tickets.forConnect(true)).ticket).toBe('t2')
    wait(41_000)
    expect((await tickets.forConnect(false)).ticket).toBe('t3')
    wait(41_000)
    expect(await tickets.forDocument()).toBe('t4')
  })

  it('[CN5] a failed request is asked again', async () => {
    let fails = true
    const tickets = createTickets(async () => {
      if (fails) throw new TicketRefused('no_answer')
      return { ticket: 't', url: 'ws://x' }
    })
    await expect(tickets.forConnect(false)).rejects.toThrow(TicketRefused)
    fails = false
    expect((await tickets.forConnect(false)).ticket).toBe('t')
  })
})
