/** What Slack takes at most, by its Block Kit reference. Lengths are UTF-16 units, which never counts less than Slack does. */
export const LIMITS = {
  messageBlocks: 50, viewBlocks: 100, header: 150, section: 3_000, fields: 10, field: 2_000, context: 10,
  elements: 25, buttonText: 75, value: 2_000, url: 3_000,
  confirmTitle: 100, confirmText: 300, confirmButton: 30, overflow: 5, choices: 10, options: 100,
  optionText: 75, optionValue: 75, placeholder: 150,
  label: 2_000, hint: 2_000, id: 255, viewTitle: 24, metadata: 3_000, files: 10, text: 3_000, alt: 2_000,
} as const
