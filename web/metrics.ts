/** Numbers of the web process in the format of Prometheus. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { createFigures } from '#domain/figures.ts'

export type WebMetrics = ReturnType<typeof createWebMetrics>

/** @param countEventStreams how many are open, asked when somebody reads the figures */
export function createWebMetrics(countEventStreams = () => 0) {
  const registry = new Registry()
  registry.setDefaultLabels({ process: 'web' })
  const registers = [registry]
  return {
    registry,
    readFigures: createFigures(registry),
    requests: new Counter({
      name: 'galley_http_requests_total',
      help: 'HTTP requests by method and status',
      labelNames: ['method', 'status'],
      registers,
    }),
    refusals: new Counter({
      name: 'galley_refused_requests_total',
      help: 'Requests and handshakes turned away, by the reason word',
      labelNames: ['reason'],
      registers,
    }),
    seconds: new Histogram({
      name: 'galley_http_request_seconds',
      help: 'Time until a response was sent',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    eventStreams: new Gauge({
      name: 'galley_event_streams',
      help: 'Streams of events over HTTP',
      registers,
      collect() {
        this.set(countEventStreams())
      },
    }),
    pipedSockets: new Gauge({ name: 'galley_piped_sockets', help: 'Sockets piped to collab-server', registers }),
  }
}
