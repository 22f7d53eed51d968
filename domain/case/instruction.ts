import { say } from '../words.ts'

/** A line that ends without an end of sentence and goes on in plain words was only broken for the width of the file. */
const BROKEN = /([^.:;?!\n])\n(?=[a-z0-9])/g

/** What an author wrote for whoever does a task, as it is shown: lines flow on, and outcomes are called as their buttons are. */
export const instruction = (text: string, outcomes: readonly string[]): string =>
  outcomes.filter((outcome) => outcome.includes('_')).reduce((told, outcome) => told.replaceAll(new RegExp(`\\b${outcome}\\b`, 'g'), `“${say(outcome)}”`), text.trim().replaceAll(BROKEN, '$1 '))
