// Markup as data. The policy of pages lets no script parse text into elements, so the catalogue
// and the view write trees, and only grow makes elements of them.

/** A text, or an element: its name, its attributes, and what it holds. */
export type Tree = string | Element;
export type Element = [string, Record<string, string>, ...Tree[]];

/** Grow returns the node that a tree describes. */
export function grow(tree: Tree): Node {
  if (typeof tree === "string") return document.createTextNode(tree);
  const [name, attributes, ...children] = tree;
  const element = document.createElement(name);
  for (const key of Object.keys(attributes)) element.setAttribute(key, attributes[key] ?? "");
  element.append(...children.map(grow));
  return element;
}

/** A tree whose texts, addresses and dates are missing: a hole is 0. */
export type Shape = 0 | string | [string, Record<string, string | 0>, ...Shape[]];

/** Fill returns a shape with its holes filled by what next returns, in their order. */
export function fill(shape: Shape, next: () => string): Tree {
  if (shape === 0) return next();
  if (typeof shape === "string") return shape;
  const [name, attributes, ...children] = shape;
  const filled: Record<string, string> = {};
  for (const key of ["href", "datetime"]) if (attributes[key] === 0) filled[key] = next();
  for (const key of Object.keys(attributes)) {
    const value = attributes[key];
    if (typeof value === "string") filled[key] = value;
  }
  return [name, filled, ...children.map((child) => fill(child, next))];
}
