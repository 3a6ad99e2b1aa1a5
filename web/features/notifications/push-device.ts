'use client'
/** Whether this browser is told at once: it, its push service, the person and this server have to agree. */
import { useCallback, useEffect, useState } from 'react'
import { apiFetch, errorWords } from '#web/api-client.ts'

/** `impossible`: no push here. `refused`: the person has forbidden notifications of this site. */
export type DeviceState = 'unknown' | 'impossible' | 'refused' | 'off' | 'on'

type Devices = { readonly publicKey: string; readonly items: readonly { readonly endpoint: string }[] }

const PATH = '/api/v1/push-subscriptions'
const WORKER = '/push-worker.js'

export function usePushDevice() {
  const [state, setState] = useState<DeviceState>('unknown')
  const [why, setWhy] = useState<string | null>(null)

  useEffect(() => {
    // Without an answer the switch stays closed: nothing untrue is said.
    findState().then(setState, error => setWhy(words(error)))
  }, [])

  const toggle = useCallback((on: boolean) => {
    setWhy(null)
    setState('unknown')
    const change = on ? switchOn() : switchOff()
    change
      .catch((error: unknown) => setWhy(words(error)))
      .then(findState)
      .then(setState, error => setWhy(words(error)))
  }, [])

  return { state, why, toggle }
}

async function findState(): Promise<DeviceState> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return 'impossible'
  if (Notification.permission === 'denied') return 'refused'
  const subscription = await (await navigator.serviceWorker.getRegistration(WORKER))?.pushManager.getSubscription()
  const { items } = await findDevices()
  return subscription && items.some(({ endpoint }) => endpoint === subscription.endpoint) ? 'on' : 'off'
}

async function switchOn(): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted') return
  await navigator.serviceWorker.register(WORKER, { scope: '/' })
  const { pushManager } = await navigator.serviceWorker.ready
  const { publicKey } = await findDevices()
  // One of another key, from before the server was set up anew, would stand in the way.
  await (await pushManager.getSubscription())?.unsubscribe()
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
  await apiFetch(PATH, { method: 'POST', body: subscription.toJSON() })
}

async function switchOff(): Promise<void> {
  const subscription = await (await navigator.serviceWorker.getRegistration(WORKER))?.pushManager.getSubscription()
  if (!subscription) return
  await apiFetch(`${PATH}?endpoint=${encodeURIComponent(subscription.endpoint)}`, { method: 'DELETE' })
  await subscription.unsubscribe()
}

async function findDevices(): Promise<Devices> {
  return (await apiFetch(PATH)) as Devices
}

/** The browser says in its own words why it did not subscribe. */
function words(error: unknown): string {
  return error instanceof DOMException ? `The browser did not do it: ${error.message}` : errorWords(error)
}
