/** Memory of a process and everything below it, as Linux counts it (proportional set size, shared pages split). */
import { readdirSync, readFileSync } from 'node:fs'

type Process = { readonly pid: number; readonly name: string; readonly megabytes: number }

export function processTree(rootPid: number): Process[] {
  const children = new Map<number, number[]>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const parent = parentOf(Number(entry))
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(entry)])
  }
  const pids: number[] = []
  const queue = [rootPid]
  for (let pid = queue.shift(); pid !== undefined; pid = queue.shift()) {
    pids.push(pid)
    queue.push(...(children.get(pid) ?? []))
  }
  return pids.flatMap(pid => read(pid) ?? [])
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return null // it ended between the listing and the reading
  }
}

function read(pid: number): Process | null {
  try {
    const pss = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean)
    const name = words.findLast(word => /\.(ts|js)$/.test(word)) ?? words.join(' ')
    return {
      pid,
      name: name.split('/').slice(-2).join('/').slice(0, 60),
      megabytes: Math.round(Number(pss) / 102.4) / 10,
    }
  } catch {
    return null // it ended between the listing and the reading
  }
}
