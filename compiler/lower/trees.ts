import type { Tree } from '../../domain/plan.ts'

/** The parts that a tree is made of, one level down. */
export function partsOf(tree: Tree): readonly Tree[] {
  switch (tree.is) {
    case 'value':
    case 'read':
    case 'has':
    case 'local':
      return []
    case 'get':
      return [tree.of]
    case 'at':
      return [tree.of, tree.index]
    case 'and':
    case 'or':
      return tree.all
    case 'if':
      return [tree.test, tree.then, tree.else]
    case 'call':
      return tree.args
    case 'list':
      return tree.items
    case 'map':
      return tree.entries.map(({ value }) => value)
    case 'each':
      return [tree.of, tree.body]
  }
}

/** Every path that a tree reads or asks for. */
export const pathsIn = (tree: Tree): readonly (readonly string[])[] => [
  ...(tree.is === 'read' || tree.is === 'has' ? [tree.path] : []),
  ...partsOf(tree).flatMap(pathsIn),
]
