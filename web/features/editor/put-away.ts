import { toast } from '#web/ui/toast.ts'
import type { PostCommands } from './commands.ts'

/** Puts a post away and says so, with the way back. */
export async function putAway({ run }: PostCommands, command: 'archive' | 'delete'): Promise<void> {
  const left = await run(command)
  if (left === null) return
  toast(command === 'archive' ? 'Archived' : 'Moved to the bin', {
    action: { label: 'Undo', onClick: () => void run('restore', {}, left) },
  })
}
