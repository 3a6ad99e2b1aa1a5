/** A real SMTP server that keeps what it is given, and refuses or breaks off where a test wants it to. */
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

type ReceivedMail = { readonly from: string; readonly to: string; readonly raw: string }

export type MailServer = {
  readonly url: string
  readonly mails: ReceivedMail[]
  /** What happens to the next mails, by their recipient; `take` is how it should be. */
  treat(how: (to: string) => 'take' | 'refuse' | 'busy' | 'break'): void
  close(): Promise<void>
}

export async function openMailServer(): Promise<MailServer> {
  const mails: ReceivedMail[] = []
  let treat: (to: string) => 'take' | 'refuse' | 'busy' | 'break' = () => 'take'
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo({ address }, _session, done) {
      const how = treat(address)
      if (how === 'refuse') return done(Object.assign(new Error('No such mailbox'), { responseCode: 550 }))
      if (how === 'busy') return done(Object.assign(new Error('Come back later'), { responseCode: 451 }))
      return done()
    },
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const to = rcptTo[0]?.address ?? ''
        mails.push({
          from: mailFrom ? mailFrom.address : '',
          to,
          raw: Buffer.concat(parts).toString('utf8').replace(/=\r\n/g, ''),
        })
        if (treat(to) !== 'break') return done()
        // It has the mail, and nobody hears of it.
        for (const socket of sockets) if (socket.remotePort === session.remotePort) socket.destroy()
        return undefined
      })
    },
  })
  const sockets = new Set<import('node:net').Socket>()
  server.server.on('connection', socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('error', () => undefined)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    treat(how) {
      treat = how
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** The links of a mail's text, as they were written. */
export function linksOf({ raw }: ReceivedMail): string[] {
  return [...new Set(raw.replaceAll('=3D', '=').match(/https?:\/\/[^\s<>"]+/g) ?? [])]
}
