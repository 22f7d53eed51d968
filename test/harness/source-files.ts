import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, normalize } from 'node:path/posix'
import ts from 'typescript'

/** Paths of the files below a folder of the checkout, relative to it, sorted; none when the folder is missing. */
export function filesIn(folder: string): readonly string[] {
  const names = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []
  return names.filter((name) => !name.includes('node_modules')).map((name) => join(folder, name)).filter((file) => statSync(file).isFile()).sort()
}

/** The TypeScript files among them. */
export const typescriptIn = (folder: string): readonly string[] => filesIn(folder).filter((file) => /\.tsx?$/.test(file))

/** What a file asks for at run time: imports, re-exports, dynamic imports and `require`; types alone ask for nothing. */
export function runtimeImports(file: string, text = readFileSync(file, 'utf8')): readonly string[] {
  const found: string[] = []
  walk(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true), (node) => {
    const specifier = specifierOf(node)
    if (specifier !== undefined) found.push(ts.isStringLiteralLike(specifier) ? specifier.text : `(computed) ${specifier.getText()}`)
  })
  return found
}

function specifierOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? undefined : node.moduleSpecifier
  if (ts.isExportDeclaration(node)) return node.isTypeOnly ? undefined : node.moduleSpecifier
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) return node.moduleReference.expression
  if (!ts.isCallExpression(node)) return undefined
  const called = node.expression
  return called.kind === ts.SyntaxKind.ImportKeyword || called.getText() === 'require' ? node.arguments[0] : undefined
}

/** Names and texts that the code itself uses, without its comments: `a.b` besides `a` and `b`, and `a()` where `a` is called. */
export function wordsOf(file: string, text = readFileSync(file, 'utf8')): readonly string[] {
  const words: string[] = []
  walk(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true), (node) => {
    if (ts.isPropertyAccessExpression(node)) words.push(node.getText().replace(/\s+/g, ''))
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) words.push(`${node.expression.text}()`)
    if (ts.isIdentifier(node) || ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) words.push(node.text)
  })
  return words
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  node.forEachChild((child) => walk(child, visit))
}

/**
 * The area an import leads to. From `adapters/slack/`: `./card.ts` is `adapters/slack`, `../../domain/sla.ts` is `domain`,
 * `node:fs` is `node`, `@scope/name/sub` is `@scope/name`.
 */
export function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return areaOf(normalize(join(file, '..', specifier)))
  return specifier.split(/[/:]/).slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}

/** `adapters/slack/card.ts` is `adapters/slack`; `adapters/vocabulary.ts` is itself; `domain/case/view.ts` is `domain`. */
export function areaOf(path: string): string {
  const [first = '', second = ''] = path.split('/')
  return first === 'adapters' || first === 'stand-ins' ? `${first}/${second}` : first
}

/** The names that a file imports from packages at run time, such as `pg` and `Pool`; `default` for a default import. */
export function namesFromPackages(file: string, text = readFileSync(file, 'utf8')): readonly (readonly [from: string, name: string])[] {
  const found: (readonly [string, string])[] = []
  walk(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true), (node) => {
    if (!ts.isImportDeclaration(node) || specifierOf(node) === undefined || !ts.isStringLiteral(node.moduleSpecifier)) return
    const from = node.moduleSpecifier.text
    const bindings = node.importClause?.namedBindings
    if (from.startsWith('.')) return
    if (node.importClause?.name !== undefined) found.push([from, 'default'])
    if (bindings !== undefined && ts.isNamedImports(bindings)) {
      for (const { isTypeOnly, name, propertyName } of bindings.elements) if (!isTypeOnly) found.push([from, (propertyName ?? name).text])
    }
  })
  return found
}
