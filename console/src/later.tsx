import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/**
 * A part whose code is fetched when it is first shown, so that the first page comes quickly. Shows nothing until then; when it
 * does not come (offline, or a newer version was put in place) it says so and how to go on.
 */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let Loaded: ComponentType<P> | null = null
  return function Later(props: P) {
    const [failed, setFailed] = useState<boolean | null>(null)
    useEffect(() => {
      if (Loaded) setFailed(false)
      else load().then((part) => { Loaded = part; setFailed(false) }, () => setFailed(true))
    }, [])
    if (failed) return <p role="alert">This part of the page did not come. What you typed is kept. <a href="" target="_self">Load the page again</a></p>
    return Loaded ? <Loaded {...props} /> : null
  }
}
