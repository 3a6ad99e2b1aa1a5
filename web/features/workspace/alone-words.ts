/** What stands where nobody else is shown. */
import type { ConnectionSign } from '#web/realtime/realtime-types.ts'

/** Only a socket says who is here: without one nobody is said to be alone. SPEC PR220. */
export function aloneWords(state: ConnectionSign['state']): string {
  switch (state) {
    case 'live':
      return 'Only you'
    case 'live_http':
      return 'Not known without a websocket'
    case 'connecting':
      return 'Not known yet'
    case 'offline':
    case 'refused':
      return 'Not known without a connection'
  }
}
