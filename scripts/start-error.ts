/** Why a command cannot go on: one sentence for the person at the terminal, remedy included. No stack is shown for it. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** Words of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The system's error code (ENOSPC, EADDRINUSE …) of a thrown value, if it has one. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
