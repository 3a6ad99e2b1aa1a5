/** Memory of a process and everything below it, as Linux counts it (proportional set size, shared pages split). */
import { readFileSync } from 'node:fs'
import { pidsFrom } from '../machine/processes.ts'

type Process = { readonly pid: number; readonly name: string; readonly megabytes: number }

export function processTree(rootPid: number): Process[] {
  return pidsFrom(rootPid).flatMap(pid => read(pid) ?? [])
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
