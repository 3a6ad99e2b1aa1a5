/** Flags of Node that the servers are started with, here and where they are measured. */

export const COLLAB_FLAGS: readonly string[] = [nursery(16)]
export const WEB_FLAGS: readonly string[] = [nursery(8)]

/** Node's own choice, 64 MiB, is filled before it is first swept: 70 MB more for servers that do nothing. */
function nursery(mebibytes: number): string {
  return `--max-semi-space-size=${mebibytes}`
}
