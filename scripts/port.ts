import { createServer } from 'node:net'
import { StartError, systemCode } from './start-error.ts'

/** @throws {StartError} when nobody could listen there, before anything slow is begun */
export function requireFreePort(host: string, port: number): Promise<void> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', error => reject(new StartError(reason(systemCode(error), host, port))))
    server.listen(port, host, () => server.close(() => resolve()))
  })
}

function reason(code: string | undefined, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use: stop what listens there, or choose another, for example PORT=${port < 65_535 ? port + 1 : 3000}.`
    case 'EACCES':
      return `Port ${port} is for privileged processes: choose one from 1024 up, for example PORT=3000.`
    default:
      return `Nothing can listen on ${host} port ${port} (${code}): set HOST to an address of this machine, for example 127.0.0.1.`
  }
}
