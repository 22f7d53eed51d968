/** What a code means and what to do about it, one sentence each; docs/errors.md is made from this. */
export interface CodeEntry {
  readonly severity: 'error' | 'warning'
  readonly title: string
  readonly advice: string
}

const error = (title: string, advice: string): CodeEntry => ({ severity: 'error', title, advice })
const warning = (title: string, advice: string): CodeEntry => ({ severity: 'warning', title, advice })

/**
 * Every diagnostic there is. 1xx text, 2xx shape, 3xx names, 4xx meaning, 5xx size, 6xx scenarios.
 * Codes are never used again for something else.
 */
export const CODES = {
  SOP101: error('the file is too large', 'Keep a file under 256 KiB; a SOP that needs more is several SOPs.'),
  SOP102: error('the nesting is too deep', 'Flatten the file; nothing in a SOP nests deeper than 32 levels.'),
  SOP103: error('YAML that SOPs do not use', 'Write values out in full: no anchors, aliases, merge keys, tags or directives.'),
  SOP104: error('a second document', 'Keep one SOP in one file, without document markers in between.'),
  SOP105: error('the text is not YAML', 'Correct the place shown; most often text with a colon, a comma or a leading ">" needs quotes.'),
  SOP106: error('a key stands twice', 'Remove one of the two, because only one of them could count.'),
  SOP107: error('a character that is not text', 'Save the file as plain UTF-8.'),
  SOP108: error('a key that is not a name', 'Use plain names as keys; quote braces and brackets that belong to text.'),
  SOP109: error('a number that cannot be kept exactly', 'Quote identifiers, and keep numbers within 15 digits.'),
  SOP110: error('an empty file', 'Write the SOP, or remove the file.'),
  SOP111: warning('text that became a comment', 'Quote the whole text; outside quotes "#" after a space begins a comment.'),
  SOP201: error('an unknown key', 'Correct the spelling; the help names the nearest key that exists there.'),
  SOP202: error('a missing key', 'Add the key; docs/sop-language.md says what it means.'),
  SOP203: error('a value of the wrong form', 'Write the value in the form that the message names.'),
  SOP205: error(
    'a unit is missing or wrong',
    'Write every span of time with its unit (30m, 4h, 10d) and every amount with its currency (15.00 USD).',
  ),
  SOP206: error('a name of the wrong form', 'Write names inside a SOP in snake_case, and the name of a SOP in kebab-case.'),
  SOP207: error('a thing of no kind, or of two', 'Give it exactly one of the keys that the message names.'),
  SOP208: error('two steps with one id', 'Give each step an id of its own; cases record it.'),
  SOP209: error('the file is called something else', 'Give the file the name of its SOP.'),
  SOP210: error('keys that do not go together', 'Remove one of them; the help says which one would change nothing.'),
  SOP211: error('a newer language', 'Update the product; what a newer language says would look like mistakes here.'),
  SOP301: error('an unknown step', 'Correct the id, or add the step.'),
  SOP302: error('an unknown role or person', 'Correct the name, or add it to the organisation file.'),
  SOP303: error('an unknown action', 'Correct the name, or say under `systems` of the organisation file who provides it.'),
  SOP304: error('an unknown event', 'Use an event that a connector declares.'),
  SOP305: error('an unknown outcome', 'Use one of the outcomes of that step or SOP, or declare it.'),
  SOP306: error('an unknown message', 'Add the template as messages/NAME.LOCALE.md beside the SOP.'),
  SOP307: error('an unknown name in an expression', 'Correct the name; the help shows the nearest one that can be read there.'),
  SOP308: error('a name that is taken', 'Choose another name; reserved words, parameters and `let` share one space of names.'),
  SOP309: error('an unknown calendar, roster or escalation path', 'Correct the name, or add it to the organisation file.'),
  SOP320: error('an unknown reason for a pause', 'Correct the name, or declare the reason under `pauses`.'),
  SOP310: error('an unknown country, region or holiday', 'Correct the name or date, or list the dates under `closed`.'),
  SOP311: error('an unknown SOP', 'Correct the name, or put the called SOP beside this one.'),
  SOP312: error('an unknown metric', 'Correct the name, or define the metric in metrics.yaml.'),
  SOP401: error(
    'a task leaves one of the four questions open',
    'Say what to do, what to check, what to do if something is wrong, and when it escalates.',
  ),
  SOP402: error('an outcome leads nowhere', 'Route it with `on`, or give the step a `next` for the rest.'),
  SOP403: error('the SOP runs off its end', 'End the last step with `finish`, or send it on with `next`.'),
  SOP404: warning('a step that no case reaches', 'Route something to it, or remove it.'),
  SOP405: error('a loop without a bound', 'Give a step of the loop an `at_most` and route its `too_often` out of the loop.'),
  SOP406: error('a finish for several outcomes', 'Route each outcome to a step of its own that finishes.'),
  SOP407: error('a route that nothing takes', 'Remove it, or add what makes it possible.'),
  SOP408: warning('a name that nothing reads', 'Use it, or remove it.'),
  SOP409: warning('an outcome that no step finishes with', 'Finish a step with it, or remove it from `outcomes`.'),
  SOP410: warning(
    'instructions that two shifts will read differently',
    'Name a criterion that can be seen or counted, and keep a task short.',
  ),
  SOP411: error('an expression that cannot be read', 'Correct the expression at the column shown.'),
  SOP412: error('types that do not fit', 'Compare and combine values of one type; the message names both.'),
  SOP413: error('a value that may be absent', 'Ask has(…) first, or say what to use instead with `has(x) ? x : other`.'),
  SOP414: error('a function that SOPs do not have', 'Use one of the functions of docs/sop-language.md.'),
  SOP415: error('an input that does not fit the action or message', 'Give exactly the inputs that it declares.'),
  SOP416: error('a case that no row decides', 'Add a row for the case shown, or an `otherwise` row.'),
  SOP417: warning('a row that never decides', 'Remove it, or move it above the row that takes its cases.'),
  SOP418: error('two rows decide the same case', 'Narrow one of them, or use `hit: first`.'),
  SOP419: error('a cell that cannot be read', 'Write a value, a list, a comparison, a range or not(…).'),
  SOP420: error('an output that looks like an input', 'Correct the spelling, or choose a name that is further from the input.'),
  SOP421: error('facts or values that need each other', 'Break the circle; one of them must be known without the others.'),
  SOP422: error('a customer is needed', 'Say whom `to: customer` means with the key `customer`.'),
  SOP423: error('money of two currencies', 'Compare and add amounts of one currency only.'),
  SOP424: error('text that needs its own quotes', 'Quote text inside an expression, as the help shows.'),
  SOP425: error('an undo that cannot be carried out', 'Undo with an action that takes the same inputs.'),
  SOP426: error('escalation levels out of order', 'Let the percents rise and stay at or below 100.'),
  SOP427: warning('a role held by one person', 'Add a second person, so that leave and illness stop nothing.'),
  SOP428: warning('a loop that allows a single visit', 'Remove `at_most: 1`, or allow as many visits as there may be.'),
  SOP429: warning('an answer without types', 'Say with `returns` what the web service answers.'),
  SOP430: error('a day or a time named twice', 'Name each day and each stretch of hours once.'),
  SOP431: error('an end before its beginning', 'Write the earlier time first.'),
  SOP432: error('people or roles that stand in for each other in a circle', 'Let one of them end the circle.'),
  SOP433: warning('overrides that conflict', 'Keep one of them; until then the later one in the file counts.'),
  SOP434: warning('times at which nobody is on', 'Add somebody for the times shown, or a fallback.'),
  SOP435: warning('somebody who is not active is counted on', 'Name somebody who is active; the rest goes on without them.'),
  SOP436: warning('a change to a roster that changes nothing', 'Correct the name, or remove it.'),
  SOP437: warning('two people with one address', 'Give everybody an address of their own, so that nobody acts in two names.'),
  SOP438: warning('a secret that is not set', 'Set the environment variable before this is used.'),
  SOP439: warning('a connector that this version does not have', 'Correct the name; whatever needs the system will be refused.'),
  SOP440: warning('a system that this installation is not connected to', 'Connect it, or let a person do its part; the help says how.'),
  SOP441: warning('a calendar that no longer opens', 'Give it open hours; time that is counted on it is never over.'),
  SOP442: warning('keys of a called SOP that have no effect while it is called', 'Set them in the SOP that calls; they are about a case, and a call opens none.'),
  SOP443: warning('a name that is nearly another', 'Correct the name if that is what is meant; a web service takes whatever it is sent.'),
  SOP444: warning('a task that nobody on shift would see in time', 'Give it more time or open hours, or whoever it is for more people or a fallback.'),
  SOP445: warning('time that is never over', 'Allow less time, or give its calendar more open hours.'),
  SOP460: error('business time without a calendar', 'Name a calendar with `hours` in the step or the SOP, or write elapsed time.'),
  SOP461: error('an event that belongs to no case', 'Compare a field of the event with a value of the case, joined with &&.'),
  SOP462: error('a person who cannot be found', 'Name people or roles who can do it; the message says what is missing.'),
  SOP463: error('a pairing that never happens', 'Name actions that steps of this SOP do.'),
  SOP464: error('an action that pays without a limit', 'Set limits of the action, or of the capability behind it, in the organisation file.'),
  SOP470: error('a route into or out of a branch or list', 'End the branch, and route the step that holds it.'),
  SOP471: error('a called SOP that cannot be used', 'Correct the called SOP, and give it the trigger `called`.'),
  SOP472: error('SOPs that call each other', 'End the circle; a call never comes back to its caller.'),
  SOP473: error('a count that is never reached', 'Wait for as many as there are, or for fewer.'),
  SOP501: error('the compiled SOP is too large', 'Split the SOP; every open case carries its Plan.'),
  SOP601: error('a scenario names what the SOP does not have', 'Correct the name, or remove it from the scenario.'),
  SOP602: error('a scenario value of the wrong form', 'Write the value as the SOP, the connector or the form declares it.'),
} as const satisfies Record<string, CodeEntry>

/** The code of a diagnostic. */
export type Code = keyof typeof CODES

/** Whether a code stops the file from being used. */
export const severityOf = (code: Code): 'error' | 'warning' => CODES[code].severity
